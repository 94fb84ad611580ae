#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of each library of src anew from the code, without what PublicAPI.Shipped.txt beside it promises:
# run it after a change of the public API, and read the diff. What is promised and no longer there is printed, and ends it with 1.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

for library in CurlWs.Bindings CurlWs.Extensions; do
    api=$root/src/$library/PublicAPI.Unshipped.txt
    printf '#nullable enable\n' > "$api"
    dotnet build "$root/src/$library" -f net10.0 --no-incremental -p:CheckPublicApi=true -p:TreatWarningsAsErrors=false \
        > "$log" 2>&1 || { grep -E 'error (CS|MSB)' "$log" | head; exit 1; }

    # The entries with ~ are those whose types are oblivious to null; there are none, because nullable is on.
    sed -n "/$library\.csproj/s/.*warning RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" "$log" |
        LC_ALL=C sort -u >> "$api"
    printf '%d entries in %s\n' "$(($(wc -l < "$api") - 1))" "${api#"$root"/}"
    if grep "$library\.csproj" "$log" | grep -o "RS0017: Symbol '.*' is part of the declared API" | LC_ALL=C sort -u; then
        status=1
    fi
done
exit "$status"
