using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace CurlWs.Interop;

// Another binding's imports, pointed at our module.
internal static partial class Loader
{
    private static readonly ConditionalWeakTable<Assembly, object> s_redirected = [];

    /// <summary>Has an assembly's imports of libcurl, under any of its usual names, resolved to the module that we use.</summary>
    internal static void Redirect(Assembly assembly)
    {
        lock (s_redirected)
        {
            if (s_redirected.TryGetValue(assembly, out _))
            {
                return;
            }

            try
            {
                NativeLibrary.SetDllImportResolver(assembly, static (name, _, _) => IsCurl(name) ? Handle : 0);
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidOperationException(
                    $"{assembly.GetName().Name} has a DllImport resolver already, and .NET allows one for an assembly. Have that resolver "
                    + "return CurlLibrary.GetModule() for libcurl; or let it load its libcurl first and pass the result to "
                    + "CurlLibrary.Use(module).",
                    e);
            }

            s_redirected.Add(assembly, assembly);
        }
    }

    /// <summary>Whether an import's name means libcurl itself: not a fork with functions of its own, nor libcurlpp.</summary>
    internal static bool IsCurl(string name) => CurlName().IsMatch(name);

    [GeneratedRegex(
        @"^(.*[/\\])?(lib)?curl(-(gnutls|nss|openssl|\d+|x64|x86|arm64|amd64))?(\.\d+)*(\.(so|dylib|dll)(\.\d+)*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CurlName();
}
