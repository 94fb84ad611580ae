#!/usr/bin/env bash
# Usage: build/asan.sh [filter options of the test program, such as: --filter-class "*.PingTests"]
#
# Runs the tests with a libcurl, and the OpenSSL, nghttp2 and zlib inside it, that were built with AddressSanitizer: what makes native code
# read or write outside of its memory, or after it was freed, ends the run with a report. Its own build is kept in artifacts/asan.
# CURLWS_ASAN_CURL names another pinned version of libcurl than the packaged one. The last line has the counts.
#
# Leaks are not looked for: the runtime frees nothing at its end. HandleLedger does that for the handles.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$root/artifacts/asan version=${CURLWS_ASAN_CURL:-$CURL_VERSION}

[ "$(uname -s)" = Linux ] || die 'the tests are run with AddressSanitizer on Linux only'
"$root/build/setup.sh"
sanitizer=$(gcc -print-file-name=libasan.so)
[ "$sanitizer" != libasan.so ] || die "gcc has no AddressSanitizer: install libasan, which comes with Debian's gcc"
mkdir -p "$work/reports"
rm -f "$work/reports"/*

# With symbols, so that a report has names; and without checked copies, which AddressSanitizer checks itself.
cat > "$work/cc" <<'WRAPPER'
#!/usr/bin/env bash
arguments=()
for argument in "$@"; do
    case $argument in
        -s | -g0 | -D_FORTIFY_SOURCE=* | -Wl,--gc-sections) ;;
        *) arguments+=("$argument") ;;
    esac
done
exec gcc -fsanitize=address -fno-omit-frame-pointer -g1 "${arguments[@]}"
WRAPPER
chmod +x "$work/cc"
CC=$work/cc CURLWS_NATIVE_TOOLCHAIN=cc CURLWS_NATIVE_CHECK=none CURLWS_NATIVE_OUTPUT=$work/native XDG_CACHE_HOME=$work/cache \
    "$root/native/build.sh" host --curl "$version"
library=$work/native/$(host_rid)/libcurl.so
[ "$version" = "$CURL_VERSION" ] || library=$work/native/$(host_rid)/$version/libcurl.so

dotnet build "$root/tests/CurlWs.Tests" -p:Analyze=false --nologo -v quiet -clp:NoSummary
# What was freed is kept for a while, so that its use is seen: tests that count memory fail. So do those whose libcurl is a copy of this one
# in which a function has another name: it is not loaded.
left_out=(--filter-not-class '*.StrippedLibraryTests' --filter-not-method '*.IsSupported_StrippedLibrary_NamesTheFunction'
    --filter-not-method '*_MemoryStaysSmall' --filter-not-method '*_MemoryAndDescriptorsStayFlat')
echo "Left out: ${left_out[*]}"
# The runtime needs the signals, and its own stacks for them.
status=0
LD_PRELOAD=$(readlink -f "$sanitizer") CURLWS_LIBCURL=$library CURLWS_TEST_DEADLINE=${CURLWS_TEST_DEADLINE:-30} \
    ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:use_sigaltstack=0:log_path=$work/reports/asan \
    dotnet "$root/artifacts/bin/CurlWs.Tests/debug/CurlWs.Tests.dll" "$@" "${left_out[@]}" --progress off --ansi off 2>&1 |
    tee "$work/tests.log" || status=$?
counts=$(sed -n 's/^ *\(succeeded\|failed\|skipped\): \([0-9]*\)$/\2/p' "$work/tests.log" | paste -sd' ')
read -r failed succeeded skipped <<< "${counts:-1 0 0}"
reports=$(find "$work/reports" -type f | wc -l)
if [ "$reports" -gt 0 ]; then
    head -n 60 "$work/reports"/*
    failed=$((failed + reports))
elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
fi
printf '\n%d reports of AddressSanitizer\n%d passed, %d failed, %d skipped\n' "$reports" "$succeeded" "$failed" "$skipped"
[ "$failed" -eq 0 ]
