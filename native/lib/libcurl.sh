# libcurl itself, as a shared library that carries its TLS, HTTP/2 and zlib inside.
# shellcheck shell=bash

# HTTP_ONLY=ON would be shorter, and turns WebSocket off without a word.
disabled_protocols=(DICT FILE FTP GOPHER IMAP IPFS LDAP LDAPS MQTT POP3 RTSP SMB SMTP TELNET TFTP)

expected_protocols='http https ws wss'
expected_features=(alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IPv6 libz NTLM SSL threadsafe UnixSockets)

# Half of the files in a unit: a single one would leave all cores but one idle.
curl_options() { # prints one CMake option a line; dependency folders are in $openssl, $nghttp2, $zlib
  local protocol link='-s -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,-Bsymbolic'
  link+=" -Wl,--version-script=$work/exports.map"
  [ "$toolchain" = zig ] || link+=' -Wl,--exclude-libs,ALL'
  for protocol in "${disabled_protocols[@]}"; do echo "CURL_DISABLE_$protocol=ON"; done
  cat <<OPTIONS
CMAKE_BUILD_TYPE=Release
CMAKE_TOOLCHAIN_FILE=$work/toolchain.cmake
CMAKE_C_FLAGS=-DNGHTTP2_STATICLIB
CMAKE_SHARED_LINKER_FLAGS=$link
CMAKE_UNITY_BUILD=ON
CMAKE_UNITY_BUILD_BATCH_SIZE=90
BUILD_SHARED_LIBS=ON
BUILD_CURL_EXE=OFF
BUILD_TESTING=OFF
BUILD_EXAMPLES=OFF
BUILD_LIBCURL_DOCS=OFF
BUILD_MISC_DOCS=OFF
ENABLE_CURL_MANUAL=OFF
CURL_ENABLE_EXPORT_TARGET=OFF
PICKY_COMPILER=OFF
LIBCURL_OUTPUT_NAME=libcurl
CURL_LIBCURL_SOVERSION=OFF
CURL_DISABLE_WEBSOCKETS=OFF
CURL_ENABLE_NTLM=ON
ENABLE_UNIX_SOCKETS=ON
ENABLE_IPV6=ON
CURL_USE_LIBPSL=OFF
CURL_USE_LIBSSH2=OFF
USE_LIBIDN2=OFF
CURL_BROTLI=OFF
CURL_ZSTD=OFF
CURL_ZLIB=ON
ZLIB_INCLUDE_DIR=$zlib/include
ZLIB_LIBRARY=$zlib/lib/libz.a
USE_NGHTTP2=ON
NGHTTP2_INCLUDE_DIR=$nghttp2/include
NGHTTP2_LIBRARY=$nghttp2/lib/libnghttp2.a
CURL_USE_OPENSSL=ON
OPENSSL_ROOT_DIR=$openssl
OPENSSL_INCLUDE_DIR=$openssl/include
OPENSSL_CRYPTO_LIBRARY=$openssl/lib/libcrypto.a
OPENSSL_SSL_LIBRARY=$openssl/lib/libssl.a
CURL_CA_BUNDLE=none
CURL_CA_PATH=none
CURL_CA_FALLBACK=ON
CURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON
OPTIONS
}

configure_curl() { # source, build folder
  local options
  mapfile -t options < <(curl_options)
  echo '{ global: curl_*; local: *; };' > "$work/exports.map"
  cmake -S "$1" -B "$2" -G Ninja "${options[@]/#/-D}"
}

assert_configured() { # log
  local protocols features feature
  protocols=$(sed -n 's/^-- Protocols: //p' "$1")
  features=$(sed -n 's/^-- Features: //p' "$1")
  [ "$protocols" = "$expected_protocols" ] || die "configured for '$protocols', not for '$expected_protocols' ($1)"
  for feature in "${expected_features[@]}"; do
    case " $features " in *" $feature "*) ;; *) die "configured without $feature ($1)" ;; esac
  done
}

curl_dir() { # version
  echo "$cache_dir/built/$rid/libcurl-$1-$(key_of curl_options configure_curl build_libcurl write_wrappers write_cmake_toolchain -- \
    "$(pinned_hashes "curl-$1.tar.gz")" "${disabled_protocols[*]}" \
    "$(dependency_dir openssl)" "$(dependency_dir nghttp2)" "$(dependency_dir zlib)")"
}

write_build_info() { # version, log
  cat <<INFO
libcurl $1
rid $rid
toolchain $(toolchain_name)
openssl $OPENSSL_VERSION
nghttp2 $NGHTTP2_VERSION
zlib $ZLIB_VERSION
protocols $(sed -n 's/^-- Protocols: //p' "$2")
features $(sed -n 's/^-- Features: //p' "$2")
INFO
}

build_libcurl() { # version, stage
  local log=$work/curl-$1.log source=$work/curl-$1 build=$work/build-$1
  write_cmake_toolchain
  unpack "curl-$1.tar.gz" "$source"
  step "libcurl $1: configure"
  run_logged "$build" "$log" configure_curl "$source" "$build"
  assert_configured "$log"
  step "libcurl $1: compile"
  run_logged "$build" "$log" ninja -j"$jobs" -C "$build"
  mkdir -p "$2/include/curl" "$2/licenses"
  cp "$build/lib/libcurl.so" "$2"
  cp "$source"/include/curl/*.h "$2/include/curl"
  cp "$source/COPYING" "$2/licenses/curl.txt"
  cp "$openssl/licenses"/* "$nghttp2/licenses"/* "$zlib/licenses"/* "$2/licenses"
  write_build_info "$1" "$log" > "$2/build.txt"
}
