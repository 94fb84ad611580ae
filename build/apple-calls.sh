#!/usr/bin/env bash
# Usage: build/apple-calls.sh [CurlWs.Bindings.dll]
#
# What .NET makes of each variadic call for osx-arm64, which nothing here can run: compiles the whole assembly for it ahead of time, and
# reads in the machine code of each function of Native.Variadic.cs that the value lies in the first word of the stack when libcurl is
# called, where libcurl reads it (native/link-test.sh). The assembly is that of the last build; the compiler and the framework for
# osx-arm64 come from NuGet once, 75 MB. Where they cannot be had it is skipped. The last line has the counts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

finish() { # what was skipped, and why
    [ -z "${2:-}" ] || printf '%s: skipped: %s\n' "$1" "$2"
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "${3:-0}"
    exit "$((failed > 0))"
}

# The packages that the SDK itself would take; a project of our own says where they are.
get_compiler() {
    cat > "$work/get.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageDownload Version="[$(BundledNETCoreAppPackageVersion)]"
      Include="Microsoft.NETCore.App.Crossgen2.$(NETCoreSdkPortableRuntimeIdentifier);Microsoft.NETCore.App.Runtime.osx-arm64" />
  </ItemGroup>
</Project>
PROJECT
    dotnet restore "$work/get.csproj" --nologo -v quiet > "$work/restore" 2>&1 || return 1
    local properties=NuGetPackageRoot,BundledNETCoreAppPackageVersion,NETCoreSdkPortableRuntimeIdentifier packages version host
    read -r packages version host < <(dotnet msbuild "$work/get.csproj" "-getProperty:$properties" |
        sed -n 's/.*": "\(.*\)".*/\1/p' | xargs)
    compiler=${packages}microsoft.netcore.app.crossgen2.$host/$version/tools/crossgen2
    framework=${packages}microsoft.netcore.app.runtime.osx-arm64/$version/runtimes/osx-arm64/lib/net10.0
    # NuGet does not unpack the right to execute.
    [ -x "$compiler" ] || chmod +x "$compiler"
}

code_of() { # function
    awk -v start="; Assembly listing for method CurlWs.Interop.Native:$1(" '
        index($0, "; Assembly listing for method ") == 1 { inside = index($0, start) == 1 } inside' "$work/code" | sed 's/^ *//'
}

# x2 has the value at entry and is moved to a register that calls preserve. Then, in this order: that register is stored in [sp]; x2 to x7
# are cleared; a call. Nothing else of the function is stored in that word.
check() { # function
    local code holder
    code=$(code_of "$1")
    [ -n "$code" ] || { echo 'it is not in the compiled assembly'; return; }
    grep -q 'for generic ARM64 on Apple' <<< "$code" || { echo 'it is not compiled for Apple arm64'; return; }
    holder=$(sed -n 's/^mov  *\(x[0-9]*\), x2$/\1/p' <<< "$code" | head -n 1)
    [ -n "$holder" ] || { echo 'its value is not kept'; return; }
    [ "$(grep -cE '^st[rp] .*\[sp(, #0x00)?\]' <<< "$code")" = 1 ] || { echo 'the first word of its stack is not stored once'; return; }
    awk -v store="str     $holder, [sp]" '$0 == store { stored = 1 } stored && /^mov +x[2-7], xzr$/ { cleared[$2] = 1 }
        stored && /^blr/ { calls++ } END { exit !(stored && length(cleared) == 6 && calls >= 2) }' <<< "$code" ||
        echo "its value, in $holder, is not what libcurl finds in the first word of the stack"
}

newest_build() {
    find "$root/artifacts/bin/CurlWs.Bindings" -path '*net10.0*' -name CurlWs.Bindings.dll -printf '%T@ %p\n' 2> /dev/null |
        sort -rn | sed -n '1s/^[^ ]* //p'
}

assembly=${1:-$(newest_build)}
[ -f "$assembly" ] || { echo 'there is no CurlWs.Bindings.dll; dotnet build makes it' >&2; exit 1; }
get_compiler || finish osx-arm64 "the compiler and the framework cannot be had: $(tail -n 1 "$work/restore")" 1

source=$root/src/CurlWs.Bindings/Interop/Native.Variadic.cs
functions=$(sed -n 's/^    internal static CURL[A-Za-z]*code \(curl_[a-z_]*\)(.*=> s_appleArm64$/\1/p' "$source")
"$compiler" "$assembly" --targetos:osx --targetarch:arm64 --parallelism:1 -O -r "$framework/*.dll" -o "$work/compiled.dll" \
    --codegenopt "JitStdOutFile=$work/code" --codegenopt 'JitDisasm=curl_*' > "$work/log" 2>&1 || { cat "$work/log"; failed=1; finish; }
printf 'CurlWs.Bindings.dll compiled for osx-arm64: %s bytes\n' "$(stat -c %s "$work/compiled.dll")"
for name in $functions; do
    finding=$(check "$name")
    printf '%-26s %s\n' "$name" "${finding:-the value is in the first word of the stack}"
    if [ -z "$finding" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
if [ "$(wc -w <<< "$functions")" -lt 6 ]; then
    echo 'Native.Variadic.cs has fewer variadic functions than this script knows'
    failed=$((failed + 1))
fi
finish
