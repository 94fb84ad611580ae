#!/usr/bin/env bash
# Usage: build/bench.sh [--quick] [--case REGEX] [--clients NAME,NAME...] [--before DLL] [--rounds N]
#        [--milliseconds N] [--again] [--list] [--check] [--publish]
#
# Builds the benchmarks of tests/CurlWs.Benchmarks and runs them: all clients in turn against one server, on loopback. Tables go to the
# console, and with results.json and the plots to artifacts/bench. The whole takes some twenty minutes, --quick about one.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
output=$root/artifacts/bench

[ "$(uname -s)" = Linux ] || { echo 'bench: the benchmarks need Linux' >&2; exit 1; }
CURLWS_SETUP_BENCH=1 "$root/build/setup.sh"
"$root/native/bench/build.sh" "$output"
dotnet build "$root/tests/CurlWs.Benchmarks" -c Release --nologo -v quiet -clp:NoSummary -nodeReuse:false

# The package of the one client in JavaScript, with its native masking; without Node or the registry it is left out.
if command -v npm > /dev/null && [ ! -d "$output/node_modules/bufferutil" ]; then
    npm install --prefix "$output" --no-save --no-audit --no-fund --silent ws@8 bufferutil@4 > "$output/npm.log" 2>&1 ||
        echo "bench: npm could not install ws; see $output/npm.log" >&2
fi

# 10,000 connections need as many descriptors in the server and in each client.
ulimit -n "$(ulimit -H -n)"
export CURLWS_LIBCURL
CURLWS_LIBCURL=$root/artifacts/native/$(. "$root/native/lib/common.sh" && host_rid)/libcurl.so
cd "$root"
exec dotnet "$root/artifacts/bin/CurlWs.Benchmarks/release/CurlWs.Benchmarks.dll" --tools "$output" --output "$output" "$@"
