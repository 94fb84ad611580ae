# The SHA-256 of each packaged libcurl: what every machine must get from the same pins and the same compiler.
# shellcheck shell=bash

hashes_file=$native_dir/hashes

sha256_of() { sha256sum < "$1" | cut -d' ' -f1; }

# The Mach-O linker is the one tool besides Zig whose version shows in the bytes, and no pin names it.
linker_of() { # rid
  case $1 in
    osx-*) "$(mach_linker || echo true)" --version | sed 's/.*\(LLD [0-9.]*\).*/\1/; s/ /-/' ;;
    *) echo zig ;;
  esac
}

recorded_hash() { # rid; prints nothing when none is recorded for the linker of this machine
  awk -v rid="$1" -v linker="$(linker_of "$1")" '$1 == rid && $2 == linker { print $3 }' "$hashes_file" 2> /dev/null || :
}

record_hash() { # rid, hash
  local linker
  linker=$(linker_of "$1")
  if [ "$(recorded_hash "$1")" = "$2" ]; then echo "native: $1: as recorded in native/hashes"; return; fi
  { cat "$hashes_file" 2> /dev/null || echo '# RID, linker, SHA-256 of the packaged libcurl: written by reproduce.sh, compared by check.sh'; } |
    awk -v rid="$1" -v linker="$linker" '!($1 == rid && $2 == linker)' > "$hashes_file.new"
  printf '%-17s %-10s %s\n' "$1" "$linker" "$2" >> "$hashes_file.new"
  mv "$hashes_file.new" "$hashes_file"
  echo "native: $1: native/hashes has a new line: commit it with the change that made it"
}

# Only what the pinned compiler made: a build with another one is for development.
check_hash() { # rid, folder
  local recorded actual
  grep -qx "toolchain zig $ZIG_VERSION" "$2/build.txt" || { note "$1: not built with the pinned compiler, so its bytes are not compared"; return; }
  recorded=$(recorded_hash "$1")
  [ -n "$recorded" ] || { note "$1: native/hashes has no line for $(linker_of "$1"); native/reproduce.sh $1 writes it"; return; }
  actual=$(sha256_of "$2/$(library_file "$1")")
  [ "$actual" = "$recorded" ] || die "$1: its SHA-256 is $actual, and native/hashes has $recorded. After a wanted change: native/reproduce.sh $1"
  echo "native: check: $1 has the recorded bytes, SHA-256 $actual"
}
