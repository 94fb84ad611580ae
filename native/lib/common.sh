# Shared by the scripts in native/: where things are, what is printed, what identifies a build.
# shellcheck shell=bash

native_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repo_dir=${native_dir%/*}
artifacts_dir=${CURLWS_NATIVE_OUTPUT:-$repo_dir/artifacts/native}
cache_home=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache_dir=${cache_home:-$repo_dir/artifacts/cache}/curlws
jobs=${CURLWS_NATIVE_JOBS:-$(getconf _NPROCESSORS_ONLN)}
all_rids=(linux-x64 linux-arm64 linux-musl-x64 linux-musl-arm64 win-x64 win-arm64 osx-x64 osx-arm64)

# shellcheck source=../pins.env
. "$native_dir/pins.env"
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC

# MSBuild shows nothing of a program under `dotnet run`; the terminal, where there is one, does.
if [ "${CURLWS_NATIVE_PROGRESS:-}" = terminal ] && { : > /dev/tty; } 2> /dev/null; then
  trap "" TTOU
  exec 3> /dev/tty
else
  exec 3>&1
fi

step() { printf 'native: [%3ds] %s\n' "$SECONDS" "$*" >&3; }
note() { printf 'native: %s\n' "$*" >&2; }
die() { printf 'native: error: %s\n' "$*" >&2; exit 1; }

hash_of() { sha256sum | cut -c1-16; }

# A build is known by its pins, flags and the functions that make it, so that a comment elsewhere rebuilds nothing.
key_of() { # functions... -- values...
  local functions=()
  while [ "$1" != -- ]; do functions+=("$1"); shift; done
  shift
  { declare -f "${functions[@]}"; printf '%s\n' "$@"; } | hash_of
}

# Runs a long command into a log, with a sign of life now and then; its last lines are shown if it fails.
run_logged() { # folder in which object files appear, log, command...
  local folder=$1 log=$2 compiled next=$((SECONDS + 15)); shift 2
  "$@" >> "$log" 2>&1 &
  local pid=$!
  while kill -0 "$pid" 2> /dev/null; do
    sleep 0.2
    [ "$SECONDS" -lt "$next" ] && continue
    compiled=$({ find "$folder" -name '*.o' 2> /dev/null || :; } | wc -l)
    [ "$compiled" -eq 0 ] || step "  ... $compiled files compiled"
    next=$((SECONDS + 15))
  done
  wait "$pid" && return
  tail -n 25 "$log" >&2
  die "a build step failed; the whole log is $log"
}

library_file() { # rid
  case $1 in linux-*) echo libcurl.so ;; win-*) echo libcurl.dll ;; osx-*) echo libcurl.dylib ;; esac
}

host_rid() {
  local libc='' cpu
  [ "$(uname -s)" = Linux ] || die "the host build is for Linux; on this system name a RID"
  case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) die "no RID for $(uname -m)" ;; esac
  case $(ldd --version 2>&1 || :) in *musl*) libc=-musl ;; esac
  printf 'linux%s-%s\n' "$libc" "$cpu"
}
