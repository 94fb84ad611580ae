#!/usr/bin/env bash
# Usage: build/test.sh [filter options of the test program, such as: --filter-class "*.HeaderProbeTests"]
#
# Builds everything in Release, and runs all tests once with every libcurl that is supported. The last line has the counts.
# On a new machine it first installs what is missing (see build/setup.sh) and builds libcurl, which takes three minutes on two processors.
# CURLWS_TEST_RIDS names other platforms whose packages are run as well: see tests/CurlWs.PackageTests/run-elsewhere.sh.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Counting for the compiler at run time what is called how often takes a third of a build, a fifth of the tests, and pays only in longer
# runs.
export DOTNET_TieredPGO=0
passed=0 failed=0 skipped=0

say() { printf '\n== %s\n' "$*"; }

# Runs one test program and adds its counts; skipped tests print their reasons.
run() { # name, command...
    local log status=0 counts
    log=$(mktemp)
    say "$1"
    shift
    "$@" --progress off --ansi off 2>&1 | tee "$log" || status=$?
    counts=$(sed -n 's/^ *\(succeeded\|failed\|skipped\): \([0-9]*\)$/\1=\2/p' "$log")
    rm -f "$log"
    if [ "$(wc -l <<< "$counts")" -ne 3 ]; then
        printf 'The test program ended (status %d) without a summary.\n' "$status"
        failed=$((failed + 1))
        return
    fi
    local succeeded=0 f=0 s=0
    eval "$(sed 's/^failed/f/; s/^skipped/s/' <<< "$counts")"
    passed=$((passed + succeeded)) failed=$((failed + f)) skipped=$((skipped + s))
    # A failure that is no test's own, such as a handle that was left to the finaliser.
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then failed=$((failed + 1)); fi
}

# Runs a test script that ends with a line of counts of its own, and adds them.
script() { # name, command...
    local log status=0 counts
    log=$(mktemp)
    say "$1"
    shift
    "$@" 2>&1 | tee "$log" || status=$?
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log" | tail -n 1)
    rm -f "$log"
    read -r p f s <<< "${counts:-0 1 0}"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then failed=$((failed + 1)); fi
}

"$root/build/setup.sh"
# Packages are fetched while libcurl is built, which leaves a processor idle now and then.
dotnet restore "$root/CurlWs.Bindings.sln" -v quiet &
if [ "$(uname -s)" = Linux ]; then
    say 'libcurl'
    "$root/native/build.sh" host --curl all
    "$root/native/check.sh" host
fi
wait $!

# As users get it, and once: what is published, packed and counted below is of the same build. One compiler for all projects, also where the
# environment says otherwise: a fresh one for each takes 1.7 times as long.
say 'build'
export CheckPublicApi=true UseSharedCompilation=true
dotnet build "$root/CurlWs.Bindings.sln" -c Release --no-restore --nologo -v quiet -clp:NoSummary
dotnet build-server shutdown --vbcscompiler > /dev/null

# Built and published beside the tests, which leave some 40 % of two processors idle, and at the lowest priority, so that they lose
# little. With a compiler of its own, which the end of this script ends.
beside() {
    renice -n 19 -p "$BASHPID" > /dev/null
    export MSBUILDDISABLENODEREUSE=1 SharedCompilationId=curlws-beside

    say 'what is generated from the headers of libcurl'
    "$root/build/generate-interop.sh" --check

    # The same programs as a user builds them: trimmed and NativeAOT; and from the packages, outside the source tree.
    script 'tests, trimmed and NativeAOT' "$root/build/aot-test.sh"
    script 'tests, from the packages' "$root/tests/CurlWs.PackageTests/run.sh"
    if [ -n "${CURLWS_TEST_RIDS:-}" ]; then
        # shellcheck disable=SC2086
        script "tests, from the packages of $CURLWS_TEST_RIDS" env CURLWS_PACKAGES="$root/artifacts/package-tests/packages" \
            "$root/tests/CurlWs.PackageTests/run-elsewhere.sh" $CURLWS_TEST_RIDS
    fi

    # What the libraries of platforms that nothing here executes are, as far as it shows in the files: those that were ever built here.
    # What .NET makes of variadic calls for Apple arm64, and the workflows for hosted machines.
    script 'link' "$root/native/link-test.sh" all
    script 'calls for Apple arm64' "$root/build/apple-calls.sh"
    script 'workflows' "$root/build/workflows.sh"
    "$root/build/count.sh" --publish

    # Everything at once, with freed memory overwritten and without tiered compilation: see build/race.sh for longer. What is this low in
    # priority may wait longer.
    script 'race' env CURLWS_TEST_DEADLINE=60 "$root/build/race.sh" 5
    echo "$passed $failed $skipped" > "$besides/counts"
}

# Only where everything is run.
whole=''
if [ $# -eq 0 ] && [ "$(uname -s)" = Linux ]; then
    whole=yes besides=$(mktemp -d)
    # A process group of its own, so that nothing of it is left when this is interrupted.
    set -m
    (beside) > "$besides/log" 2>&1 < /dev/null &
    set +m
    group=$!
    trap 'kill -- "-$group" 2> /dev/null || :; rm -rf "$besides"' EXIT
fi

# Memory is counted in this process: the collector's first budget, which goes by the processor's cache, is 4 MiB (in hexadecimal).
tests=$root/artifacts/bin/CurlWs.Tests/release/CurlWs.Tests.dll
export DOTNET_GCgen0size=400000
run 'tests, libcurl 8.22.0' dotnet "$tests" "$@"
if [ "$(uname -s)" = Linux ]; then
    old=$root/artifacts/native/$(. "$root/native/lib/common.sh" && host_rid)/8.14.1/libcurl.so
    # What stands on this library alone has been run.
    once=(--filter-not-namespace 'CurlWs.Tests.Architecture' --filter-not-class '*FuzzTests' --filter-not-class '*FuzzCorpusTests')
    [ $# -eq 0 ] || once=("$@")
    run 'tests, libcurl 8.14.1' env CURLWS_LIBCURL="$old" dotnet "$tests" "${once[@]}"
fi
unset DOTNET_GCgen0size

if [ -n "$whole" ]; then
    say 'what was begun beside the tests: it ends in some minutes'
    status=0
    wait "$group" || status=$?
    cat "$besides/log"
    read -r p f s < "$besides/counts" || p=0 f=1 s=0
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    [ "$status" -eq 0 ] || [ "$f" -gt 0 ] || failed=$((failed + 1))

    # The instructions and system calls of a message, against the record: on a quiet machine, where nothing has to be counted again.
    script 'count' "$root/build/count.sh"
fi

printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
