#!/usr/bin/env bash
# Usage: native/probe/probe.sh INCLUDE_DIR     (the folder that holds curl/curl.h)
#
# Prints what libcurl's public headers declare, as the C compiler sees it: one fact a line, tab-separated, sorted.
# Names come out of the headers by script, values out of a compiled program. README.md lists the kinds of line.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cc=${CC:-cc}

fail() { printf 'probe: %s\n' "$*" >&2; exit 1; }

# A copy that keeps, through the preprocessor, the spelled names of option types and the mark on public functions.
copy_headers_with_marks() {
  mkdir -p "$2/curl"
  local header
  for header in "$1"/curl/*.h; do
    sed -E -e '/^#define[[:space:]]+(CURLOPTTYPE_[A-Z_]+|CURLINFO_[A-Z_]+)[[:space:]]+(0x[0-9a-f]+|[0-9]+|CURLOPTTYPE_)/d' \
      -e 's/^(# *define CURL_EXTERN)$/\1 PROBE_EXTERN/' "$header" > "$2/curl/${header##*/}"
  done
}

preprocess() { # include-dir, further flags
  local include=$1; shift
  printf '#include <curl/curl.h>\n' |
    "$cc" -E -I"$include" -DCURL_DISABLE_TYPECHECK "$@" -
}

# A header that curl.h stops including would otherwise vanish from the output without a word.
assert_every_header_was_read() {
  local header name
  for header in "$1"/curl/*.h; do
    name=${header##*/}
    case $name in curl.h|typecheck-gcc.h|stdcheaders.h) continue ;; esac
    grep -q "^# .*/curl/$name\"" "$2" || fail "curl/curl.h does not include curl/$name"
  done
}

compile() { "$cc" -w -Werror=int-conversion -I"$include" "$@"; }

# Writes one C line for each object-like macro, and keeps the lines that are expressions of integer or string type.
write_macro_lines() {
  local candidates=$work/macros.txt attempt=$work/attempt.c
  perl "$here/declarations.pl" --macros < "$work/defines.i" > "$candidates"
  { printf '#include "probe.h"\n'
    awk '{ printf "void f%d(void) { MACRO(%s) }\n", NR, $1 }' "$candidates"; } > "$attempt"
  compile -I"$here" -fsyntax-only -fmax-errors=0 "$attempt" 2> "$work/errors.txt" || :
  awk 'FNR == NR { if (match($0, /attempt\.c:[0-9]+/)) bad[substr($0, RSTART + 10, RLENGTH - 10) - 1] = 1; next }
       !(FNR in bad) { printf "MACRO(%s)\n", $1 }' "$work/errors.txt" "$candidates"
}

main() {
  [ $# -eq 1 ] && [ -f "$1/curl/curl.h" ] || fail "usage: probe.sh INCLUDE_DIR (it holds curl/curl.h)"
  include=$(cd "$1" && pwd)
  command -v "$cc" > /dev/null || fail "no C compiler '$cc' (set CC, or install gcc)"
  command -v perl > /dev/null || fail "perl is needed"
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

  copy_headers_with_marks "$include" "$work/include"
  preprocess "$work/include" > "$work/declarations.i"
  preprocess "$include" -dD > "$work/defines.i"
  assert_every_header_was_read "$include" "$work/declarations.i"

  { printf '#include "probe.h"\nint main(void) {\n'
    write_macro_lines
    perl "$here/declarations.pl" < "$work/declarations.i"
    printf 'return 0; }\n'; } > "$work/probe.c"
  compile -I"$here" -O0 "$work/probe.c" -o "$work/probe"
  "$work/probe" | sort -u
}

main "$@"
