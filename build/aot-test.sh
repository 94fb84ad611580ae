#!/usr/bin/env bash
# Usage: build/aot-test.sh
#
# Publishes tests/CurlWs.AotTests trimmed and with NativeAOT, every warning of either an error, and runs both programs with each
# libcurl that is built. NativeAOT needs clang or gcc. The last line has the counts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project=$root/tests/CurlWs.AotTests/CurlWs.AotTests.csproj
out=$root/artifacts/aot-test
rid=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)
passed=0 failed=0 skipped=0

say() { printf '\n== %s\n' "$*"; }

run() { # name, command...
    local name=$1 log status=0 counts
    shift
    say "$name"
    log=$(mktemp)
    "$@" 2>&1 | tee "$log" || status=$?
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)
    rm -f "$log"
    if [ -z "$counts" ]; then
        printf 'The program ended (status %d) without a summary.\n' "$status"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
}

publish() { # kind, properties...
    local kind=$1
    shift
    say "publish $kind"
    # Each kind has its own artifacts: the inputs of one publish would be taken for those of the other.
    if dotnet publish "$project" -c Release -r "$rid" -o "$out/$kind" --nologo -v quiet -clp:NoSummary -nodeReuse:false "$@"; then
        printf '%s: %s bytes in all\n' "$kind" "$(du -sb "$out/$kind" | cut -f 1)"
    else
        failed=$((failed + 1))
        return 1
    fi
}

run_all() { # kind
    local program=$out/$1/CurlWs.AotTests library
    run "$1, bundled libcurl" "$program"
    library=$root/artifacts/native/$rid/8.14.1/libcurl.so
    if [ -e "$library" ]; then
        run "$1, libcurl 8.14.1" env CURLWS_LIBCURL="$library" "$program"
    fi
}

if publish trimmed -p:PublishAs=trimmed --self-contained; then
    run_all trimmed
fi

linker=()
if command -v clang > /dev/null; then
    :
elif command -v gcc > /dev/null; then
    linker=(-p:CppCompilerAndLinker=gcc)
else
    say 'NativeAOT is skipped: it needs clang or gcc and zlib, and neither compiler is there'
    skipped=1
fi
if [ "$skipped" -eq 0 ] && publish aot -p:PublishAs=aot ${linker[@]+"${linker[@]}"}; then
    run_all aot
fi

printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
