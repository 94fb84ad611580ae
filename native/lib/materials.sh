# The list of what is inside a library, in CycloneDX 1.5. No time and no random number: the same build gives the same bytes.
# shellcheck shell=bash

license_of() {
  case $1 in
    libcurl) echo curl ;;
    openssl) echo Apache-2.0 ;;
    nghttp2|zig-compiler-rt) echo MIT ;;
    zlib) echo Zlib ;;
    mingw-w64) echo ZPL-2.1 ;;
  esac
}

package_url() { # name, version
  case $1 in
    libcurl) echo "pkg:github/curl/curl@curl-${2//./_}" ;;
    openssl) echo "pkg:github/openssl/openssl@openssl-$2" ;;
    nghttp2) echo "pkg:github/nghttp2/nghttp2@v$2" ;;
    zlib) echo "pkg:github/madler/zlib@v$2" ;;
  esac
}

# What native/lib/openssl.patch says at length.
openssl_changes='ssl/record/methods/tls_common.c and ssl/statem/statem_lib.c are changed: while a connection is idle its buffer for reading'
openssl_changes+=' is freed, and after a handshake with TLS 1.3 its keys are.'

component() { # type, name, version, SHA-256 or nothing
  local url
  url=$(package_url "$2" "$3")
  printf '{ "type": "%s", "name": "%s", "version": "%s"' "$1" "$2" "$3"
  printf ', "licenses": [ { "license": { "id": "%s" } } ]' "$(license_of "$2")"
  [ -z "${4:-}" ] || printf ', "hashes": [ { "alg": "SHA-256", "content": "%s" } ]' "$4"
  [ -z "$url" ] || printf ', "purl": "%s"' "$url"
  ! is_slim "$2" || printf ', "pedigree": { "notes": "%s" }' "$openssl_changes"
  printf ' }'
}

# The hash of a component is that of the source archive it was made from; that of the whole is the file's.
write_bill_of_materials() { # version, library
  local name
  printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n  "metadata": {\n    "component": { '
  printf '"type": "file", "name": "%s", "version": "%s", ' "${2##*/}" "$1"
  printf '"hashes": [ { "alg": "SHA-256", "content": "%s" } ] },\n' "$(sha256sum < "$2" | cut -d' ' -f1)"
  printf '    "properties": [ { "name": "rid", "value": "%s" }, { "name": "toolchain", "value": "%s" } ]\n  },\n' \
    "$rid" "$(toolchain_name)"
  printf '  "components": [\n    %s' "$(component library libcurl "$1" "$(sha256sum < "$sources_dir/curl-$1.tar.gz" | cut -d' ' -f1)")"
  for name in "${dependencies[@]}"; do
    printf ',\n    %s' "$(component library "$name" "$(dependency_version "$name")" "$(cat "${!name}/sha256")")"
  done
  if [ "$toolchain" = zig ]; then
    printf ',\n    %s' "$(component library zig-compiler-rt "$ZIG_VERSION" "$ZIG_SHA256")"
    [ "$system" != Windows ] || printf ',\n    %s' "$(component library mingw-w64 "zig-$ZIG_VERSION" "$ZIG_SHA256")"
  fi
  printf '\n  ]\n}\n'
}
