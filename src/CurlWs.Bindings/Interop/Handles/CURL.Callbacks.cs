using System;
using System.Collections.Generic;
using System.IO;

namespace CurlWs.Interop;

// What the caller has set, as it was set, and what libcurl was given for it: LibCurl.SetOpt.Callbacks.cs and .Body.cs decide on that.
public sealed partial class CURL
{
    private Dictionary<CURLoption, Delegate>? _functions;
    private Dictionary<CURLoption, nint>? _pointers;
    private Dictionary<CURLoption, object?>? _data;
    private Dictionary<CURLoption, bool>? _givenData;
    private HashSet<CURLoption>? _givenFunctions;

    /// <summary>Whether libcurl's functions were the defaults when this object began. If not, somebody else's may be there.</summary>
    internal bool HasOurDefaults { get; set; }

    /// <summary>The body's size that the caller has set; -1 is that of the body.</summary>
    internal long BodySize { get; set; } = -1;

    /// <summary>The length of the body that this object keeps; null where it keeps none.</summary>
    internal long? BodyLength { get; set; }

    /// <summary>Whether libcurl has been given a size.</summary>
    internal bool BodySizeIsTold { get; set; }

    /// <summary>Whether the caller's size is more than there is. In C, libcurl would send what lies behind.</summary>
    internal bool BodyIsShort => BodyLength < BodySize;

    /// <summary>Whether an upload comes from a stream, as from a FILE in C: user data without a function.</summary>
    internal bool ReadsAStream => Data(CURLoption.CURLOPT_READDATA) is Stream
        && Function(CURLoption.CURLOPT_READFUNCTION) is null && Pointer(CURLoption.CURLOPT_READFUNCTION) == 0;

    /// <summary>Whether libcurl has no header function, or one that <see cref="Function"/> knows.</summary>
    internal bool KnowsHeaderFunction => Function(CURLoption.CURLOPT_HEADERFUNCTION) is not null
        || (HasOurDefaults && Pointer(CURLoption.CURLOPT_HEADERFUNCTION) == 0);

    /// <summary>The managed function of an option.</summary>
    internal Delegate? Function(CURLoption option) => _functions?.GetValueOrDefault(option);

    internal void SetFunction(CURLoption option, Delegate? function)
    {
        if (function is not null)
        {
            (_functions ??= [])[option] = function;
        }
        else
        {
            _functions?.Remove(option);
        }

        if (option == CURLoption.CURLOPT_CLOSESOCKETFUNCTION)
        {
            SetCloser((curl_closesocket_callback?)function);
        }
    }

    /// <summary>The function of C's that the caller has set; 0 for none.</summary>
    internal nint Pointer(CURLoption option) => _pointers?.GetValueOrDefault(option) ?? 0;

    internal void SetPointer(CURLoption option, nint pointer)
    {
        if (pointer != 0)
        {
            (_pointers ??= [])[option] = pointer;
        }
        else
        {
            _pointers?.Remove(option);
        }
    }

    /// <summary>The user data that the caller has set: an object, a pointer as <see cref="nint"/>, or null.</summary>
    internal object? Data(CURLoption option) => _data?.GetValueOrDefault(option);

    internal void SetData(CURLoption option, object? data)
    {
        (_data ??= [])[option] = data;
        if (option == CURLoption.CURLOPT_CLOSESOCKETDATA && _closer is not null)
        {
            _closer.Data = data;
        }
    }

    /// <summary>Whether libcurl's own value for a user-data option was ever replaced: only a reset brings it back.</summary>
    internal bool HasGiven(CURLoption data) => _givenData?.ContainsKey(data) ?? false;

    internal void Gave(CURLoption data, bool self) => (_givenData ??= [])[data] = self;

    internal bool HasGivenFunction(CURLoption function) => _givenFunctions?.Contains(function) ?? false;

    internal void GaveFunction(CURLoption function) => (_givenFunctions ??= []).Add(function);

    private void ForgetCallbacks()
    {
        _functions = null;
        _pointers = null;
        _data = null;
        _givenData = null;
        _givenFunctions = null;
    }

    /// <summary>libcurl has copied functions and pointers; the copy must get itself where this object was.</summary>
    private void ShareCallbacksWith(CURL copy)
    {
        copy.HasOurDefaults = HasOurDefaults;
        foreach ((CURLoption option, Delegate function) in _functions ?? [])
        {
            copy.SetFunction(option, function);
        }

        foreach ((CURLoption option, nint pointer) in _pointers ?? [])
        {
            copy.SetPointer(option, pointer);
        }

        foreach ((CURLoption option, object? data) in _data ?? [])
        {
            copy.SetData(option, data);
        }

        foreach (CURLoption function in _givenFunctions ?? [])
        {
            copy.GaveFunction(function);
        }

        foreach ((CURLoption option, bool self) in _givenData ?? [])
        {
            copy.Gave(option, self);
            if (self)
            {
                Native.curl_easy_setopt(copy.Raw, option, copy.SelfFor(option));
            }
        }
    }
}
