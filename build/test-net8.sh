#!/usr/bin/env bash
# Usage: build/test-net8.sh [filter options of the test program]
#
# The whole suite once more on .NET 8, the other framework that the library is built for: tests and samples are built for net8.0 into
# artifacts/net8.0, and run there with a runtime out of the packages that self-contained programs are made of, so no .NET 8 need be
# installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
"$root/build/setup.sh"
dotnet build "$root/tests/CurlWs.Tests" -p:TestFramework=net8.0 -p:Analyze=false --nologo -v quiet -clp:NoSummary
dotnet build "$root/tests/Net8/Runtime" -t:LayOut -p:TestFramework=net8.0 --nologo -v quiet -clp:NoSummary

# The host of any later version runs it; with no other runtime beside it, nothing can run on another one by mistake.
runtime=$root/artifacts/net8.0/dotnet
installed=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p "$runtime/host"
cp -f "$installed/dotnet" "$runtime/"
cp -rf "$installed/host/fxr" "$runtime/host/"
export DOTNET_ROOT=$runtime PATH=$runtime:$PATH
unset DOTNET_HOST_PATH
exec dotnet "$root/artifacts/net8.0/bin/CurlWs.Tests/debug/CurlWs.Tests.dll" --progress off --ansi off "$@"
