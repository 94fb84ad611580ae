#!/usr/bin/env bash
# Usage: build/setup.sh      (or source it)
#
# Sees to it that what the build and the tests call is on this machine. On Debian and Ubuntu it installs what is missing;
# without root, without sudo, or elsewhere it names all of it in one message. Says nothing when nothing is missing.
set -euo pipefail

setup_fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

setup_has_dotnet() {
  local dotnet
  dotnet=$(command -v dotnet) || return 1
  # The folder first: asking dotnet itself takes longer than everything else here.
  compgen -G "$(dirname "$(readlink -f "$dotnet")")/sdk/10.*" > /dev/null || "$dotnet" --list-sdks | grep -q '^10\.'
}

setup_has_c_headers() { printf '#include <stdio.h>\n' | "${CC:-cc}" -E - > /dev/null 2>&1; }

# npm brings the Zig compiler once; after that it is not asked for again.
setup_needs_npm() {
  [ -z "${ZIG:-}" ] && [ "${CURLWS_NATIVE_TOOLCHAIN:-zig}" = zig ] && [ "$(uname -sm)" = 'Linux x86_64' ] &&
    ! compgen -G "${XDG_CACHE_HOME:-${HOME:-}/.cache}/curlws/zig-*/zig" > /dev/null && ! command -v npm > /dev/null
}

setup_missing_packages() {
  local pair
  { command -v "${CC:-cc}" > /dev/null && setup_has_c_headers; } || printf ' gcc libc6-dev'
  for pair in readelf:binutils cmake:cmake ninja:ninja-build make:make patch:patch perl:perl; do
    command -v "${pair%%:*}" > /dev/null || printf ' %s' "${pair#*:}"
  done
  command -v curl > /dev/null || command -v wget > /dev/null || printf ' curl ca-certificates'
  if setup_needs_npm; then printf ' npm'; fi
  # What build/count.sh counts with.
  if [ -n "${CURLWS_SETUP_COUNT:-}" ]; then
    { command -v valgrind > /dev/null && [ -e /usr/include/valgrind/callgrind.h ]; } || printf ' valgrind'
    command -v strace > /dev/null || printf ' strace'
  fi
  # A client of build/bench.sh, which does without where it cannot be installed.
  if [ -n "${CURLWS_SETUP_BENCH:-}" ] && setup_may_install; then
    command -v "${CXX:-c++}" > /dev/null || printf ' g++'
    [ -e /usr/include/boost/beast.hpp ] || printf ' libboost-dev'
  fi
  # libFuzzer, for build/fuzz.sh.
  if [ -n "${CURLWS_SETUP_FUZZ:-}" ]; then
    command -v g++ > /dev/null || printf ' g++'
    setup_fuzzer_runtime || printf ' libclang-rt-dev'
  fi
}

setup_fuzzer_runtime() { compgen -G "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a" > /dev/null; }

setup_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

setup_may_install() {
  command -v apt-get > /dev/null || return 1
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo > /dev/null && { sudo -n true 2> /dev/null || [ -t 0 ]; }
}

setup_install() { # packages...
  local log
  log=$(mktemp)
  printf 'setup: installing %s\n' "$*"
  if ! { setup_as_root apt-get update -q &&
    setup_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"; } > "$log" 2>&1; then
    tail -n 15 "$log" >&2
    setup_fail "apt could not install: $*"
  fi
  rm -f "$log"
}

setup_main() {
  local missing problems=''
  setup_has_dotnet || problems='the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0'
  if [ "$(uname -s)" = Linux ]; then
    missing=$(setup_missing_packages)
    if [ -n "$missing" ] && [ -z "$problems" ] && setup_may_install; then
      # shellcheck disable=SC2086
      setup_install $missing
      missing=$(setup_missing_packages)
    fi
    [ -z "$missing" ] || problems+="${problems:+$'\n'       }these packages are missing:$missing
       On Debian and Ubuntu: sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing"
  fi
  [ -z "$problems" ] || setup_fail "$problems"
}

setup_main
