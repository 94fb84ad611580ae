#!/usr/bin/env bash
# Writes src/CurlWs.Bindings/PublicAPI.Unshipped.txt anew from the code: run it after a change of the public API, and read the diff.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
api=$root/src/CurlWs.Bindings/PublicAPI.Unshipped.txt

printf '#nullable enable\n' > "$api"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build "$root/src/CurlWs.Bindings" -f net10.0 --no-incremental -p:CheckPublicApi=true -p:TreatWarningsAsErrors=false \
    > "$log" 2>&1 || { grep -E 'error (CS|MSB)' "$log" | head; exit 1; }

# The entries with ~ are those whose types are oblivious to null; there are none, because nullable is on.
sed -n "s/.*warning RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" "$log" | LC_ALL=C sort -u >> "$api"
printf '%d entries in %s\n' "$(($(wc -l < "$api") - 1))" "${api#"$root"/}"
