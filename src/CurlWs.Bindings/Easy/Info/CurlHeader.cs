using System.Globalization;
using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>A response header, copied.</summary>
/// <param name="Name">Its name, as it was spelled.</param>
/// <param name="Value">Its value, without blanks around it.</param>
/// <param name="Origin">Part of the exchange that had the header.</param>
/// <param name="Request">Number of the request that the header answers, from 0 on: redirects and authentication make more than one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlHeader(string Name, string Value, CurlHeaderOrigin Origin, int Request)
{
    /// <summary>The name and how long the value is: the value itself may be a secret, such as a cookie.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SafeText.Printable(Name)} ({Value.Length} characters)");
}
