#!/usr/bin/env bash
# Usage: build/update-pins.sh [curl|openssl|nghttp2|zlib VERSION]
#
# Without arguments: says for each pinned source whether its file can be had where downloads come from. With a name and a version:
# gets that file and its signature, checks the signature, writes the pin, and prints what has to be run again. Nothing is written
# unless the check succeeds. Two variables help where a key server or a signature cannot be had:
#   CURLWS_SIGNING_KEYS   a file with the signer's public key, such as debian/upstream/signing-key.asc of Debian's source package
#   CURLWS_TRUST_HASH     the SHA-256 that somebody has checked (the only way for nghttp2). Several, with blanks between them, are
#                         those of the same code in other archives, such as Debian's own of zlib, which no signature lies beside
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
. "$root/native/lib/fetch.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Who signs releases. A key is taken from a file, the machine's keyring or a key server; only its fingerprint is trusted.
signers_of() {
  case $1 in
    curl) echo 27EDEAF22F3ABCEB50DB9A125CC908FDB71E12C2 ;;
    openssl) echo BA5473A2B0587B07FB27CF2D216094DFD0CB81EF ;;
    zlib) echo 5ED46A6721D365587791E2AA783FCD8E58BCAFBA ;;
  esac
}

# Upstream first, then Debian's pool; the signature lies beside the file in both.
try_places() { # archive, suffix, file; prints where it was found
  local url base path helper=/usr/lib/apt/apt-helper
  for url in $(upstream_urls "$1"); do
    download "$url$2" "$3"
    if [ -s "$3" ]; then echo "$url$2"; return; fi
  done
  path=$(pool_path "$1")
  [ -x "$helper" ] || return 1
  for base in $(apt-get --print-uris update 2> /dev/null | sed -n "s#^'\(.*\)/dists/.*#\1#p" | sort -u); do
    rm -f "$3"
    "$helper" -oAPT::Sandbox::User=root download-file "$base/$path$2" "$3" > /dev/null 2>&1 || :
    if [ -s "$3" ]; then echo "Debian's pool, $path$2"; return; fi
  done
  return 1
}

report() {
  local name archive from
  for name in "curl-$CURL_VERSION" "curl-$CURL_TEST_VERSION" "openssl-$OPENSSL_VERSION" "nghttp2-$NGHTTP2_VERSION" "zlib-$ZLIB_VERSION"; do
    archive=$name.tar.gz
    if ! from=$(try_places "$archive" '' "$work/$archive"); then echo "$name: not to be had"; continue; fi
    case " $(pinned_hashes "$archive") " in
      *" $(sha256sum < "$work/$archive" | cut -d' ' -f1) "*) echo "$name: as pinned ($from)" ;;
      *) echo "$name: ANOTHER FILE than the pinned one ($from)" ;;
    esac
  done
}

find_keys() { # name
  local key
  export GNUPGHOME=$work/gnupg
  mkdir -p -m 700 "$GNUPGHOME"
  # Debian's source package carries upstream's key; a maintainer puts it here when no key server can be reached.
  [ -z "${CURLWS_SIGNING_KEYS:-}" ] || gpg -q --import "$CURLWS_SIGNING_KEYS" 2> /dev/null || :
  for key in $(signers_of "$1"); do
    gpg -q --list-keys "$key" > /dev/null 2>&1 && continue
    gpg --homedir "${HOME:-/}/.gnupg" --export "$key" 2> /dev/null | gpg -q --import 2> /dev/null || :
    gpg -q --list-keys "$key" > /dev/null 2>&1 || timeout 20 gpg -q --keyserver hkps://keys.openpgp.org --recv-keys "$key" 2> /dev/null || :
  done
}

# A good signature of a key that signers_of names, whatever else the keyring holds. The key may have expired since, not been revoked.
signed_by_known_key() { # name, file, signature
  local key status
  command -v gpg > /dev/null || die "gpg is not installed"
  find_keys "$1"
  status=$(gpg --status-fd 1 --verify "$3" "$2" 2> /dev/null || :)
  for key in $(signers_of "$1"); do
    if awk -v key="$key" '$2 == "NEWSIG" { good = 0 } $2 == "GOODSIG" || $2 == "EXPKEYSIG" { good = 1 }
      $2 == "VALIDSIG" && good && ($3 == key || $NF == key) { found = 1 } END { exit !found }' <<< "$status"; then
      echo "signed by $key"
      return
    fi
  done
  return 1
}

write_pin() { # name, version, hashes
  local variable=${1^^} value=$3
  [[ $value != *' '* ]] || value="\"$value\""
  [ "$1:$2" != "curl:$CURL_TEST_VERSION" ] || variable=CURL_TEST
  sed -i "s/^${variable}_VERSION=.*/${variable}_VERSION=$2/; s/^${variable}_SHA256=.*/${variable}_SHA256=$value/" "$native_dir/pins.env"
  if [ "$1" = curl ]; then sed -i 's/^NATIVE_BUILD=.*/NATIVE_BUILD=1/' "$native_dir/pins.env"
  else sed -i "s/^NATIVE_BUILD=.*/NATIVE_BUILD=$((NATIVE_BUILD + 1))/" "$native_dir/pins.env"; fi
}

update() { # name, version
  local archive=$1-$2.tar.gz from hash proof
  from=$(try_places "$archive" '' "$work/$archive") || die "$archive cannot be had: not upstream, not in Debian's pool"
  hash=$(sha256sum < "$work/$archive" | cut -d' ' -f1)
  echo "$archive: $from, SHA-256 $hash"
  if [[ " ${CURLWS_TRUST_HASH:-} " == *" $hash "* ]]; then
    proof='the hash that CURLWS_TRUST_HASH names' hash=$CURLWS_TRUST_HASH
  else
    try_places "$archive" .asc "$work/$archive.asc" > /dev/null || die "no signature beside it; CURLWS_TRUST_HASH can name its hash"
    proof=$(signed_by_known_key "$1" "$work/$archive" "$work/$archive.asc") ||
      die "no good signature by $(signers_of "$1" | xargs); CURLWS_SIGNING_KEYS can name a file with the key"
  fi
  mkdir -p "$sources_dir"
  mv "$work/$archive" "$sources_dir/$archive"
  write_pin "$1" "$2" "$hash"
  git -C "$root" --no-pager diff --stat -- native/pins.env
  cat <<NEXT
Checked: $proof. Now:
  1. native/README.md: the table of security fixes; CHANGELOG.md: an entry marked native
  2. build/generate-interop.sh            (a new libcurl may declare more: it names what wants a sentence)
  3. build/test.sh                        (options, layouts and exports against the new header)
  4. native/build.sh all && native/reproduce.sh all
  5. tests/CurlWs.PackageTests/run-elsewhere.sh
  6. build/pack.sh                        (the version is made from the pins)
NEXT
}

# The package tests source this file and try signed_by_known_key.
[ "${BASH_SOURCE[0]}" = "$0" ] || return 0
case $# in
  0) report ;;
  2) case $1 in curl|openssl|nghttp2|zlib) update "$1" "$2" ;; *) die "$1 is not updated by this script" ;; esac ;;
  *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 64 ;;
esac
