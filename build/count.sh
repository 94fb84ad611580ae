#!/usr/bin/env bash
# Usage: build/count.sh [--update | --profile | --publish] [CASES]      (CASES is a regular expression)
#
# Counts the instructions and system calls of a message in the cases of tests/CurlWs.Counts and compares them with the record there, so
# that speed cannot get lost unseen on a machine whose clock says nothing. --update writes the record instead, --profile shows the
# functions, --publish only makes the program. The last line has the counts.
#
# Counted is a NativeAOT program: by callgrind, which shows it the same processor on each machine that has AVX2, and by strace. The server
# is another process, which is not counted.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project=$root/tests/CurlWs.Counts out=$root/artifacts/count action=check

case ${1:-} in --update | --profile | --publish) action=${1#--}; shift ;; esac
if [ "$(uname -sm)" != 'Linux x86_64' ] || ! grep -qw avx2 /proc/cpuinfo; then
    printf 'Counting is skipped: the record is for Linux on x86-64 with AVX2.\n0 passed, 0 failed, 1 skipped\n'
    exit
fi
CURLWS_SETUP_COUNT=1 "$root/build/setup.sh"

dotnet publish "$project" -c Release -r linux-x64 -o "$out" --nologo -v quiet -clp:NoSummary -nodeReuse:false \
    -p:PublishAs=aot -p:CppCompilerAndLinker=gcc
[ "$action" != publish ] || exit 0
gcc -O2 -shared -fPIC "$project/mark.c" -o "$out/libmark.so"
# Older valgrinds cannot read what the runtime's own files have; and they know functions by name only in the section of that name.
objcopy --strip-debug --rename-section .text=.text.runtime --rename-section __managedcode=.text "$out/CurlWs.Counts"
rm -f "$out"/profile.* "$out"/calls*

export CURLWS_LIBCURL=$root/artifacts/native/linux-x64/libcurl.so no_proxy='*' DOTNET_gcServer=0 DOTNET_gcConcurrent=0
unset GLIBC_TUNABLES OPENSSL_ia32cap
coproc server { exec "$out/CurlWs.Counts" serve; }
trap '[ -z "${server_PID:-}" ] || kill "$server_PID"' EXIT
read -r port <&"${server[0]}"

# What disturbs a count only adds to it: counts that are off are taken again, and the lowest one is right.
for try in 1 2 3; do
    run=("$out/CurlWs.Counts" run "$port" "${1:-.}")
    valgrind --tool=callgrind --callgrind-out-file="$out/profile.$try" --fair-sched=yes "${run[@]}" > "$out/valgrind.log" 2>&1 ||
        { tail -n 20 "$out/valgrind.log" >&2; die 'the program failed under valgrind'; }
    if [ "$action" = profile ]; then
        "$out/CurlWs.Counts" profile "$out"
        exit
    fi
    strace -f -qq -s 200 -e signal=none -o "$out/calls.$try" "${run[@]}"
    if [ "$action" = check ] && result=$("$out/CurlWs.Counts" compare "$project/counts.tsv" "$out" check); then break; fi
done
if [ "$action" = update ]; then result=$("$out/CurlWs.Counts" compare "$project/counts.tsv" "$out" update); fi
printf '%s\n' "$result"
grep -q ' 0 failed' <<< "$result"
