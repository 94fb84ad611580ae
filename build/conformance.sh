#!/usr/bin/env bash
# Usage: build/conformance.sh [--quick]
#
# The Autobahn test suite against this library: its client cases 1 to 10 with each framing and each supported libcurl, and 12 and 13, which
# are about compression. Needs the suite: its program wstest (Python 2), or docker or podman for its container image.
#   CURLWS_WSTEST           the command, default wstest where there is one
#   CURLWS_AUTOBAHN_IMAGE   the image, default crossbario/autobahn-testsuite:25.10.1
# --quick leaves out 9, 12 and 13, which take most of the time. Reports are put into artifacts/conformance; a case that failed makes this
# fail.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
image=${CURLWS_AUTOBAHN_IMAGE:-crossbario/autobahn-testsuite:25.10.1}
output=$root/artifacts/conformance
passed=0 failed=0 suite='' container=''

die() { echo "conformance: $*" >&2; exit 2; }

# Its own web server is not needed. Only this machine reaches the port of a container; wstest itself listens on every interface.
start_suite() { # name, port, cases
    local reports=$output/$1
    mkdir -p "$reports"
    [ "$engine" = wstest ] || reports=/reports
    printf '{"url": "ws://127.0.0.1:%d", "outdir": "%s", "cases": [%s], "exclude-cases": [], "exclude-agent-cases": {}}\n' \
        "$2" "$reports" "$3" > "$output/$1.json"
    if [ "$engine" = wstest ]; then
        $wstest --mode fuzzingserver --webport 0 --spec "$output/$1.json" > "$output/$1.log" 2>&1 &
        suite=$!
    else
        container=$("$engine" run --detach --publish "127.0.0.1:$2:$2" --volume "$output/$1:/reports" \
            --volume "$output/$1.json:/config/suite.json:ro" "$image" wstest --mode fuzzingserver --webport 0 --spec /config/suite.json)
    fi
    for _ in $(seq 150); do
        if (exec 3<> "/dev/tcp/127.0.0.1/$2") 2> /dev/null; then return; fi
        sleep 0.2
    done
    die "the suite does not listen on port $2; see $output/$1.log"
}

stop_suite() {
    [ -z "$suite" ] || { kill "$suite" 2> /dev/null || :; wait "$suite" 2> /dev/null || :; }
    [ -z "$container" ] || "$engine" rm --force "$container" > /dev/null
    suite='' container=''
}
trap stop_suite EXIT

run_client() { # libcurl's version, options of the client
    local library=$native/$1/libcurl.so
    [ "$1" != "$CURL_VERSION" ] || library=$native/libcurl.so
    shift
    if CURLWS_LIBCURL=$library dotnet "$client" "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

[ "$(uname -s)" = Linux ] || die 'this script needs Linux; tests/CurlWs.Autobahn runs everywhere'
wstest=${CURLWS_WSTEST:-wstest}
if [ -n "${CURLWS_WSTEST:-}" ] || command -v wstest > /dev/null; then engine=wstest
elif command -v docker > /dev/null && docker info > /dev/null 2>&1; then engine=docker
elif command -v podman > /dev/null; then engine=podman
else
    die "the Autobahn test suite is missing. Either install its program (it needs Python 2: pip install autobahntestsuite) and have wstest
on the PATH or in CURLWS_WSTEST, or install docker or podman, which get the image $image."
fi

. "$root/native/lib/common.sh"
native=$root/artifacts/native/$(host_rid)
client=$root/artifacts/bin/CurlWs.Autobahn/release/CurlWs.Autobahn.dll
"$root/native/build.sh" host --curl all
dotnet build "$root/tests/CurlWs.Autobahn" -c Release -p:Analyze=false --nologo -v quiet -clp:NoSummary
rm -rf "$output"
mkdir -p "$output"

plain='"1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*"'
[ "${1:-}" != --quick ] || plain=${plain/'"9.*", '/}
start_suite plain 9001 "$plain"
for version in "$CURL_VERSION" "$CURL_TEST_VERSION"; do
    for framing in auto libcurl; do run_client "$version" --url ws://127.0.0.1:9001 --framing "$framing"; done
done
stop_suite
# Compressed messages are this library's own framing with a libcurl from 8.21 on; nothing else offers them.
if [ "${1:-}" != --quick ]; then
    start_suite compression 9002 '"12.*", "13.*"'
    run_client "$CURL_VERSION" --url ws://127.0.0.1:9002 --compression
    stop_suite
fi

# How a connection was closed is judged apart from the case, and only the report has it.
for name in plain compression; do
    [ -f "$output/$name/index.json" ] || continue
    closings=$(sed -n 's/.*"behaviorClose": "\([^"]*\)".*/\1/p' "$output/$name/index.json" | sort | uniq -c |
        awk '{ n = $1; $1 = ""; print n $0 }' | paste -sd, | sed 's/,/, /g')
    echo "$name, closing: $closings"
done
echo "Reports: $output/*/index.html"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
