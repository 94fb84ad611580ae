#!/usr/bin/env bash
# Usage: native/bench/build.sh OUTPUT_DIR
#
# Builds the server and the clients in C and C++ of the benchmarks with the system's compiler. The TLS of the server and of Boost.Beast is
# the static OpenSSL that native/build.sh has made for libcurl; the client in C loads the very libcurl.so that the C# side loads, and says
# so by its path.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../lib/common.sh"
. "$here/../lib/fetch.sh"
. "$here/../lib/toolchain.sh"
. "$here/../lib/dependencies.sh"

[ $# -eq 1 ] || die 'usage: native/bench/build.sh OUTPUT_DIR'
output=$1
rid=$(host_rid)
"$here/../build.sh" "$rid"
set_target "$rid"
choose_toolchain
if [ "$toolchain" = zig ] && [ -z "${ZIG:-}" ] && [ ! -x "$zig_dir/zig" ]; then toolchain=cc; fi # as native/build.sh fell back to it
openssl=$(dependency_dir openssl) zlib=$(dependency_dir zlib)
for name in openssl zlib; do
    [ -d "$(dependency_dir "$name")" ] && continue
    # libcurl came out of the cache, and what it was made of is not there any more.
    work=$cache_dir/work/bench-$rid
    mkdir -p "$work"
    fetch "$(dependency_archive "$name")" || die_of_missing_sources
    write_wrappers
    ensure_dependency "$name"
    rm -rf "$work"
done

mkdir -p "$output"
flags=(-std=gnu11 -O3 -Wall -Wextra -Werror -pthread)
compile() { "${CC:-cc}" "${flags[@]}" "$@"; }
compile -march=native -I"$openssl/include" -I"$zlib/include" "$here/server.c" "$here/listen.c" "$here/stream.c" "$here/payload.c" \
    -o "$output/server"     "$openssl/lib/libssl.a" "$openssl/lib/libcrypto.a" "$zlib/lib/libz.a"
curl=$artifacts_dir/$rid
compile -I"$curl/include" "$here/client.c" "$here/connection.c" "$here/frames.c" -o "$output/client" \
    -L"$curl" -l:libcurl.so -Wl,-rpath,"$curl"

# Boost's headers take half a minute to compile.
if ! "${CXX:-c++}" -x c++ -include boost/beast/version.hpp -fsyntax-only - < /dev/null > /dev/null 2>&1; then
    echo "bench: Boost.Beast is left out: there is no C++ compiler, or Boost's headers (libboost-dev) are not there" >&2
elif [ ! "$output/beast" -nt "$here/beast.cpp" ] || [ ! "$output/beast" -nt "$openssl/lib/libssl.a" ]; then
    "${CXX:-c++}" -std=c++17 -O3 -Wall -Wextra -Werror -pthread -I"$openssl/include" "$here/beast.cpp" -o "$output/beast" \
        "$openssl/lib/libssl.a" "$openssl/lib/libcrypto.a"
fi
