using System.Globalization;
using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>A response header, copied.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlHeader
{
    internal CurlHeader(string name, string value, CurlHeaderOrigin origin, int request) =>
        (Name, Value, Origin, Request) = (name, value, origin, request);

    /// <summary>Name of the header, as it was spelled.</summary>
    public string Name { get; }

    /// <summary>Value of the header, without blanks around it.</summary>
    public string Value { get; }

    /// <summary>Part of the exchange that had the header.</summary>
    public CurlHeaderOrigin Origin { get; }

    /// <summary>Number of the request that the header answers, from 0 on: redirects and authentication make more than one.</summary>
    public int Request { get; }

    /// <summary>The name and how long the value is: the value itself may be a secret, such as a cookie.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SafeText.Printable(Name)} ({Value.Length} characters)");
}
