#!/usr/bin/env bash
# Usage: build/demo.sh [wss://host/path] [--timeout SECONDS]
#
# Shows libcurl's WebSockets at work: against a server of its own, ws:// and wss://, or against any echo server. On a new machine it
# first installs what is missing (see build/setup.sh) and builds libcurl, which takes three minutes on two processors.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

"$root/build/setup.sh"

# The long part, with its progress on the terminal; nothing is said when libcurl is there. The build below would do the same.
if [ "$(uname -sm)" = 'Linux x86_64' ]; then
    CURLWS_NATIVE_PROGRESS=terminal "$root/native/build.sh" linux-x64
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ -t 1 ]; then printf 'Building the demo...\r'; fi
if ! dotnet build "$root/src/samples/Demo" -c Release --nologo -v quiet -clp:NoSummary > "$log" 2>&1; then
    cat "$log" >&2
    printf 'demo: the build failed; its messages are above\n' >&2
    exit 1
fi
if [ -t 1 ]; then printf '                    \r'; fi
rm -f "$log"

exec dotnet "$root/artifacts/bin/Demo/release/Demo.dll" "$@"
