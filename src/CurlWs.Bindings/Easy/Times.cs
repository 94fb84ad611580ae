using System;
using System.Globalization;

namespace CurlWs;

/// <summary>Times in messages: the same in every culture.</summary>
internal static class Times
{
    /// <summary>Such as "1.5 s".</summary>
    internal static string InSeconds(this TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
