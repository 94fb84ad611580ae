using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

using CurlWs.Interop;

namespace CurlWs;

// How each kind of value is checked, given to libcurl and remembered. No exception's text has a value: it may be a secret.
public sealed partial class CurlEasyOptions
{
    private T? Get<T>(CURLoption option) => _values.TryGetValue(option, out object? value) ? (T?)value : default;

    private void SetString(CURLoption option, object? value, string? text) =>
        Store(option, value, LibCurl.curl_easy_setopt(_easy.Handle, option, text));

    // AbsoluteUri leaves a host name that is not ASCII as it is, and not every libcurl converts names.
    private void SetUri(CURLoption option, Uri? value, [CallerMemberName] string property = "")
    {
        bool converts = value is { IsAbsoluteUri: true, HostNameType: UriHostNameType.Dns } && !Ascii.IsValid(value.Host);
        string? host = !converts ? null : HostName.InAscii(value!) ?? throw new ArgumentException(
            $"Options.{property} has a host that is no name that DNS can have (IDNA).", property);
        string? text = (converts ? new UriBuilder(value!) { Host = host }.Uri : value)?.AbsoluteUri;
        CheckText(text, property);
        SetString(option, value, text);
    }

    private void SetNumber(CURLoption option, object? value, long number) =>
        Store(option, value, LibCurl.curl_easy_setopt(_easy.Handle, option, number));

    private void SetBoolean(CURLoption option, bool? value, bool fallback) => SetNumber(option, value, value ?? fallback ? 1 : 0);

    private void SetText(CURLoption option, string? value, [CallerMemberName] string property = "")
    {
        CheckText(value, property);
        SetString(option, value, value);
    }

    private void SetNonEmpty(CURLoption option, string? value, [CallerMemberName] string property = "")
    {
        CheckNotEmpty(value, property);
        SetText(option, value, property);
    }

    /// <summary>
    /// Text that goes into a request or a command, where a line break would begin another one and no control character means anything.
    /// </summary>
    private void SetLine(CURLoption option, string? value, [CallerMemberName] string property = "")
    {
        CheckLine(value, property);
        SetText(option, value, property);
    }

    private void SetNonEmptyLine(CURLoption option, string? value, [CallerMemberName] string property = "")
    {
        CheckNotEmpty(value, property);
        SetLine(option, value, property);
    }

    private void SetInRange(
        CURLoption option, long? value, long minimum, long maximum, long fallback, [CallerMemberName] string property = "")
    {
        CheckRange(value, minimum, maximum, property);
        SetNumber(option, value, value ?? fallback);
    }

    private void SetInRange(
        CURLoption option, int? value, int minimum, int maximum, int fallback, [CallerMemberName] string property = "")
    {
        CheckRange(value, minimum, maximum, property);
        SetNumber(option, value, value ?? fallback);
    }

    private void SetMilliseconds(CURLoption option, TimeSpan? value, long fallback, [CallerMemberName] string property = "") =>
        SetTime(option, value, TimeSpan.FromMilliseconds(1), fallback, property);

    private void SetSeconds(CURLoption option, TimeSpan? value, long fallback, [CallerMemberName] string property = "") =>
        SetTime(option, value, TimeSpan.FromSeconds(1), fallback, property);

    private void SetSecondsOrInfinite(CURLoption option, TimeSpan? value, long fallback, [CallerMemberName] string property = "")
    {
        if (value == System.Threading.Timeout.InfiniteTimeSpan)
        {
            SetNumber(option, value, -1);
        }
        else
        {
            SetSeconds(option, value, fallback, property);
        }
    }

    private void SetTime(CURLoption option, TimeSpan? value, TimeSpan unit, long fallback, string property)
    {
        // Rounded up: a time of less than a unit must not become 0, which mostly means no limit.
        long? number = value is { } time ? (time.Ticks / unit.Ticks) + (time.Ticks % unit.Ticks > 0 ? 1 : 0) : null;
        if (value < TimeSpan.Zero || number > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(property, $"Options.{property} must be a time between zero and {unit * int.MaxValue}.");
        }

        SetNumber(option, value, number ?? fallback);
    }

    private void SetList(CURLoption option, IReadOnlyList<string>? value, [CallerMemberName] string property = "")
    {
        string[]? lines = CheckEntries(value, separator: null, property);
        curl_slist? list = null;
        try
        {
            foreach (string line in lines ?? [])
            {
                list = LibCurl.curl_slist_append(list, line) ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_slist_append");
            }

            // The handle holds its own reference to the list, until the option is set anew.
            Store(option, lines, LibCurl.curl_easy_setopt(_easy.Handle, option, list));
        }
        finally
        {
            list?.Dispose();
        }
    }

    private void SetJoined(CURLoption option, IReadOnlyList<string>? value, char separator, [CallerMemberName] string property = "")
    {
        string[]? entries = CheckEntries(value, separator, property);
        SetString(option, entries, entries is null ? null : string.Join(separator, entries));
    }

    private void SetBlob(CURLoption option, ReadOnlyMemory<byte>? value, [CallerMemberName] string property = "")
    {
        byte[]? bytes = value?.ToArray();
        if (bytes is { Length: 0 })
        {
            throw new ArgumentException($"Options.{property} must not be empty; null goes back to the default.", property);
        }

        Store(
            option,
            bytes is null ? (object?)null : new ReadOnlyMemory<byte>(bytes),
            LibCurl.curl_easy_setopt(_easy.Handle, option, bytes));
    }

    /// <summary>A line that a handler supplies: checked as those of a list are.</summary>
    internal static void CheckTrailer(string line) => CheckEntries([line], separator: null, nameof(CurlEasy.TrailersCallback));

    private static void CheckText(string? value, string property)
    {
        if (value is not null && value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Options.{property} must not have a zero character: libcurl would read what is before it.", property);
        }
    }

    private static void CheckNotEmpty(string? value, string property)
    {
        if (value is { Length: 0 })
        {
            throw new ArgumentException($"Options.{property} must not be empty; null goes back to the default.", property);
        }
    }

    private static void CheckLine(string? value, string property)
    {
        if (value is not null && ControlCharacters.AnyIn(value))
        {
            throw new ArgumentException(
                $"Options.{property} must not have a line break or another control character but the tab.", property);
        }
    }

    private static void CheckRange(long? value, long minimum, long maximum, string property)
    {
        if (value < minimum || value > maximum)
        {
            throw new ArgumentOutOfRangeException(property, $"Options.{property} must be between {minimum} and {maximum}.");
        }
    }

    /// <summary>Checks entries of a list; a copy of them, so that a later change of the caller's list changes nothing.</summary>
    private static string[]? CheckEntries(IReadOnlyList<string>? value, char? separator, string property)
    {
        if (value is null)
        {
            return null;
        }

        string[] entries = [.. value];
        foreach (string entry in entries)
        {
            if (string.IsNullOrEmpty(entry))
            {
                throw new ArgumentException($"Options.{property} must not have an empty entry.", property);
            }

            CheckText(entry, property);
            CheckLine(entry, property);
            if (separator is { } character && entry.Contains(character, StringComparison.Ordinal))
            {
                throw new ArgumentException($"Options.{property} takes its entries one by one: '{character}' separates them.", property);
            }
        }

        return entries;
    }

    private void Store(CURLoption option, object? value, CURLcode result)
    {
        _easy.CheckOption(result, option);
        if (value is null)
        {
            _values.Remove(option);
        }
        else
        {
            _values[option] = value;
        }
    }
}
