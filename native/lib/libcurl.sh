# libcurl itself, as a shared library that carries its TLS, HTTP/2 and zlib inside.
# shellcheck shell=bash

# HTTP_ONLY=ON would be shorter, and turns WebSocket off without a word.
disabled_protocols=(DICT FILE FTP GOPHER IMAP IPFS LDAP LDAPS MQTT POP3 RTSP SMB SMTP TELNET TFTP)

expected_protocols='http https ws wss'
expected_features() {
  local features='alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IPv6 libz NTLM SSL threadsafe UnixSockets'
  case $system in
    Windows) features+=' IDN Kerberos SPNEGO SSPI Unicode' ;;
    Darwin) features+=' AppleSecTrust' ;;
  esac
  echo "$features"
}

link_flags() {
  case $system in
    Linux)
      printf '%s' '-s -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,-Bsymbolic' " -Wl,--version-script=$work/exports.map"
      [ "$toolchain" = zig ] || printf '%s' ' -Wl,--exclude-libs,ALL' ;;
    Windows) printf '%s' -s ;;
  esac
}

# A build machine's certificate folder must not get in: a place that exists on the user's machine is found at run time.
tls_options() {
  case $system in
    Windows)
      printf '%s\n' CURL_USE_SCHANNEL=ON CURL_WINDOWS_SSPI=ON ENABLE_UNICODE=ON USE_WIN32_IDN=ON
      return ;;
    Darwin) printf '%s\n' USE_APPLE_SECTRUST=ON {SYSTEMCONFIGURATION,COREFOUNDATION,CORESERVICES,SECURITY}_FRAMEWORK=stub ;;
  esac
  cat <<OPTIONS
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

# A multi handle has 16 WebSockets at most, often one, and libcurl sizes it for a client with many hosts: 97 slots by destination, 71 by
# name, 25 hosts whose TLS sessions are kept. Chains grow with the hosts of one handle and are walked once a connection, so 17 slots
# serve thousands. The 911 slots by socket stay: they exist only under a socket callback, and are looked up at each event.
table_sizes() { echo "-DCURL_CONNECTION_HASH_SIZE=17 -DCURL_DNS_HASH_SIZE=17 -DCURL_TLS_SESSION_SIZE=8"; }

# Half of the files in a unit: a single one would leave all cores but one idle.
curl_options() { # prints one CMake option a line; dependency folders are in $openssl, $nghttp2, $zlib
  local protocol
  for protocol in "${disabled_protocols[@]}"; do echo "CURL_DISABLE_$protocol=ON"; done
  tls_options
  cat <<OPTIONS
CMAKE_BUILD_TYPE=Release
CMAKE_TOOLCHAIN_FILE=$work/toolchain.cmake
CMAKE_C_FLAGS=-DNGHTTP2_STATICLIB $(table_sizes)
CMAKE_SHARED_LINKER_FLAGS=$(link_flags)
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
OPTIONS
}

write_exports_map() { echo '{ global: curl_*; local: *; };' > "$work/exports.map"; }

configure_curl() { # source, build folder
  local options
  mapfile -t options < <(curl_options)
  cmake -S "$1" -B "$2" -G Ninja "${options[@]/#/-D}"
}

assert_configured() { # log
  local protocols features feature
  protocols=$(sed -n 's/^-- Protocols: //p' "$1")
  features=$(sed -n 's/^-- Features: //p' "$1")
  [ "$protocols" = "$expected_protocols" ] || die "configured for '$protocols', not for '$expected_protocols' ($1)"
  for feature in $(expected_features); do
    case " $features " in *" $feature "*) ;; *) die "configured without $feature ($1)" ;; esac
  done
}

curl_dir() { # version
  local name parts=()
  for name in "${dependencies[@]}"; do parts+=("$(dependency_dir "$name")"); done
  echo "$cache_dir/built/$rid/libcurl-$1-$(key_of curl_options table_sizes tls_options link_flags configure_curl write_exports_map \
    build_libcurl link_mach_o stamp_pe write_wrappers write_windres write_cmake_toolchain write_build_info write_bill_of_materials -- \
    "$(pinned_hashes "curl-$1.tar.gz")" "${disabled_protocols[*]}" "${parts[@]}")"
}

write_build_info() { # version, log
  local name
  printf 'libcurl %s\nrid %s\ntoolchain %s\n' "$1" "$rid" "$(toolchain_name)"
  for name in "${dependencies[@]}"; do echo "$name $(dependency_version "$name")"; done
  printf 'protocols %s\n' "$(sed -n 's/^-- Protocols: //p' "$2")"
  printf 'features %s\n' "$(sed -n 's/^-- Features: //p' "$2")"
}

build_libcurl() { # version, stage
  local log=$work/curl-$1.log source=$work/curl-$1 build=$work/build-$1 file name
  file=$(library_file "$rid")
  unpack "curl-$1.tar.gz" "$source"
  step "libcurl $1: configure"
  run_logged "$build" "$log" configure_curl "$source" "$build"
  assert_configured "$log"
  step "libcurl $1: compile"
  case $system in
    Darwin)
      run_logged "$build" "$log" compile_objects "$build"
      run_logged "$build" "$log" link_mach_o "$build" "$build/lib/$file" ;;
    *) run_logged "$build" "$log" ninja -j"$jobs" -C "$build" ;;
  esac
  [ "$system" != Windows ] || stamp_pe "$build/lib/$file"
  mkdir -p "$2/include/curl" "$2/licenses"
  cp "$build/lib/$file" "$2"
  cp "$source"/include/curl/*.h "$2/include/curl"
  cp "$source/COPYING" "$2/licenses/curl.txt"
  for name in "${dependencies[@]}"; do cp "${!name}/licenses"/* "$2/licenses"; done
  copy_toolchain_licenses "$2/licenses"
  write_build_info "$1" "$log" > "$2/build.txt"
  write_bill_of_materials "$1" "$2/$file" > "$2/libcurl.cdx.json"
}

compile_objects() { # build folder
  local objects
  mapfile -t objects < <(ninja -C "$1" -t targets all | sed -n 's/^\(lib\/.*\.o\): .*/\1/p')
  ninja -j"$jobs" -C "$1" "${objects[@]}"
}

link_mach_o() { # build folder, library
  local objects
  mapfile -t objects < <(find "$1/lib" -name '*.o' | sort)
  "$(mach_linker)" -dylib -arch "$cpu" -platform_version macos 11.0 14.0 -install_name "@rpath/${2##*/}" -dead_strip -S \
    -exported_symbol '_curl_*' -F"$work/osx-stubs" -framework SystemConfiguration -framework Security -framework CoreFoundation \
    "$(zig_library_dir)/libc/darwin/libSystem.tbd" -o "$2" \
    "${objects[@]}" "$openssl"/lib/lib{ssl,crypto}.a "$nghttp2/lib/libnghttp2.a" "$zlib/lib/libz.a"
}

# The linker writes the time of the build into the COFF header, eight bytes after its signature.
stamp_pe() { # library
  local offset time
  offset=$(($(od -An -tu4 -j60 -N4 "$1") + 8))
  time=$(printf '%08x' "$SOURCE_DATE_EPOCH")
  printf '%b' "\\x${time:6:2}\\x${time:4:2}\\x${time:2:2}\\x${time:0:2}" | dd of="$1" bs=1 seek="$offset" conv=notrunc status=none
}
