#!/usr/bin/env bash
# Usage: build/partition.sh
#
# Cuts the network between clients and a server (network namespaces: Linux, root, iproute2) and prints how long each side takes to know, for
# each setting and framing, with each supported libcurl: the table of the guide In production. Then a network that delays and loses.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
native=$root/artifacts/native/$(host_rid)
tests=$root/artifacts/bin/CurlWs.Tests/debug/CurlWs.Tests.dll
[ -f "$tests" ] || dotnet build "$root/tests/CurlWs.Tests" -p:Analyze=false --nologo -v quiet -clp:NoSummary
for library in "$native/libcurl.so" "$native/$CURL_TEST_VERSION/libcurl.so"; do
    printf '%s\n' "$library"
    CURLWS_LIBCURL=$library dotnet "$tests" --filter-class '*PartitionTimesTests' --filter-class '*PoorNetworkTests' \
        --show-live-output on --progress off --ansi off | sed 's/^OUTPUT: \[[^]]*\] //'
done
