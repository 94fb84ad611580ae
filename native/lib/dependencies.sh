# The static libraries inside libcurl. Each is built once for a RID and kept in the cache.
# A build function runs in its unpacked source and installs to $1/{include,lib,licenses}.
# shellcheck shell=bash

build_zlib() {
  local file files=(adler32 compress crc32 deflate infback inffast inflate inftrees trees uncompr zutil)
  for file in "${files[@]}"; do echo "$file.c"; done |
    xargs -P "$jobs" -I{} zcc -O2 -DHAVE_UNISTD_H -c {} -o {}.o
  zar rcs "$1/lib/libz.a" "${files[@]/%/.c.o}"
  cp zlib.h zconf.h "$1/include"
  cp LICENSE "$1/licenses/zlib.txt" 2> /dev/null || sed -n '/Copyright notice/,/jloup@/p' README > "$1/licenses/zlib.txt"
}

build_nghttp2() {
  local defines=(-DNGHTTP2_STATICLIB -DHAVE_TIME_H)
  if [ "$system" = Windows ]; then defines+=(-DHAVE_WINDOWS_H -DHAVE_GETTICKCOUNT64)
  else defines+=(-DHAVE_ARPA_INET_H -DHAVE_NETINET_IN_H -DHAVE_CLOCK_GETTIME -DHAVE_DECL_CLOCK_MONOTONIC=1); fi
  cp COPYING "$1/licenses/nghttp2.txt"
  cd lib
  printf '%s\n' ./*.c | xargs -P "$jobs" -I{} zcc -O2 "${defines[@]}" -Iincludes -c {} -o {}.o
  zar rcs "$1/lib/libnghttp2.a" ./*.o
  mkdir "$1/include/nghttp2"
  cp includes/nghttp2/*.h "$1/include/nghttp2"
}

# What no TLS client needs is left out: it is a third of the compile time and half of the size.
openssl_options=(no-shared no-apps no-tests no-docs no-module no-legacy no-engine no-dso no-comp no-ssl3 no-dtls no-quic
  no-cmp no-cms no-ct no-ts no-rfc3779 no-srp no-gost no-sm2 no-sm3 no-sm4 no-aria no-bf no-camellia no-cast no-idea
  no-mdc2 no-rc2 no-rc4 no-rmd160 no-seed no-siphash no-whirlpool no-blake2 no-scrypt no-sctp no-srtp no-ssl-trace
  no-uplink no-http no-ui-console no-autoload-config no-unit-test no-ml-dsa no-slh-dsa)

# With glibc an idle connection gives back what OpenSSL would hold for nothing: README.md. The allocator of musl would ask the kernel at each
# message for the buffer that is given back, and that of macOS has not been measured.
openssl_patch=$native_dir/lib/openssl.patch
is_slim() { [ "$1" = openssl ] && [[ $zig_target == *-linux-gnu* ]]; } # dependency

slim_openssl() {
  openssl_options+=(no-tls-deprecated-ec)
  patch -p1 --forward --fuzz=0 < "$openssl_patch"
}

build_openssl() {
  local folder=/etc/ssl options=("${openssl_options[@]}")
  if [ "$system" = Darwin ]; then
    folder=/private/etc/ssl
    options+=(-DOPENSSL_NO_APPLE_CRYPTO_RANDOM)
  fi
  CC=zcc AR=zar RANLIB=zranlib ./Configure "$openssl_target" --prefix=/usr/local --libdir=lib --openssldir="$folder" "${options[@]}"
  if [ "$openssl_target" = darwin64-arm64-cc ]; then
    # Zig's Mach-O linker takes this label for an absolute symbol.
    make -s build_generated crypto/chacha/chacha-armv8-sve.S
    sed -i 's/\bmixin\b/Lmixin/g' crypto/chacha/chacha-armv8-sve.S
  fi
  make -s -j"$jobs" build_libs
  cp libssl.a libcrypto.a "$1/lib"
  cp -r include/openssl "$1/include"
  cp LICENSE.txt "$1/licenses/openssl.txt"
}

dependency_version() { local name=${1^^}_VERSION; echo "${!name}"; }

dependency_archive() { echo "$1-$(dependency_version "$1").tar.gz"; }

dependency_dir() {
  local flags=''
  [ "$1" = openssl ] && flags=${openssl_options[*]}
  if is_slim "$1"; then flags+=" $(key_of slim_openssl -- "$(< "$openssl_patch")")"; fi
  echo "$cache_dir/built/$rid/$1-$(dependency_version "$1")-$(key_of "build_$1" write_wrappers -- \
    "$(pinned_hashes "$(dependency_archive "$1")")" "$(toolchain_id)" "$zig_target" "$openssl_target" "$flags")"
}

unpack() { # archive, folder
  mkdir -p "$2"
  tar xzf "$sources_dir/$1" --strip-components=1 -C "$2" \
    --exclude='openssl-*/test' --exclude='openssl-*/fuzz/corpora' --exclude='openssl-*/doc/man[357]' --exclude='*/tests'
}

ensure_dependency() {
  local name=$1 dir stage=$work/stage-$1
  dir=$(dependency_dir "$name")
  [ -d "$dir" ] && return
  step "$name $(dependency_version "$name")"
  unpack "$(dependency_archive "$name")" "$work/$name"
  mkdir -p "$stage/include" "$stage/lib" "$stage/licenses" "${dir%/*}"
  sha256sum < "$sources_dir/$(dependency_archive "$name")" | cut -d' ' -f1 > "$stage/sha256"
  run_logged "$work/$name" "$work/$name.log" build_in "$work/$name" "$name" "$stage"
  mv -T "$stage" "$dir"
  rm -rf "${work:?}/$name"
}

build_in() { # source, name, stage
  cd "$1"
  set -e
  if is_slim "$2"; then slim_openssl; fi
  "build_$2" "$3"
}
