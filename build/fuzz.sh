#!/usr/bin/env bash
# Usage: build/fuzz.sh [--target NAME] [--seconds N] [--replay FILE... | --minimize | --list]
#
# Gives each target of tests/CurlWs.Fuzz inputs that libFuzzer makes, and keeps those that take a branch that none took before: for N
# seconds each (default 60), or one target alone. New inputs are put into artifacts/fuzz/corpus, so that a later run goes on where this one
# ended; one for which something does not hold is put into artifacts/fuzz/failed and makes this fail. The last line has the counts.
#   --replay     runs files, or folders of them, once each through the target
#   --minimize   writes what is worth keeping of artifacts/fuzz/corpus into tests/CurlWs.Fuzz/corpus, which is in the repository
#   --list       names the targets
# Needs Linux on x86-64 or arm64; build/setup.sh installs libFuzzer, SharpFuzz comes from NuGet.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project=$root/tests/CurlWs.Fuzz work=$root/artifacts/fuzz seconds=60 only='' action=run files=()

while [ $# -gt 0 ]; do
    case $1 in
        --target) only=$2; shift ;;
        --seconds) seconds=$2; shift ;;
        --replay) action=replay; shift; files=("$@"); set -- end ;;
        --minimize) action=minimize ;;
        --list) action=list ;;
        *) die "unknown argument $1" ;;
    esac
    shift
done
targets=()
for folder in "$project"/corpus/*/; do
    name=$(basename "$folder")
    if [ -z "$only" ] || [ "$only" = "$name" ]; then targets+=("$name"); fi
done
[ ${#targets[@]} -gt 0 ] || die "there is no target $only; --list names them"
if [ "$action" = list ]; then printf '%s\n' "${targets[@]}"; exit; fi
[ "$(uname -s)" = Linux ] || die 'libFuzzer is run on Linux; the tests run the corpus everywhere'

CURLWS_SETUP_FUZZ=1 "$root/build/setup.sh"
"$root/native/build.sh" host --curl all > /dev/null
CURLWS_LIBCURL=$root/artifacts/native/$(host_rid)/libcurl.so
export CURLWS_LIBCURL

# Optimized, and with the assertions of a Debug build.
bin=$work/build/bin/CurlWs.Fuzz/debug
rm -rf "$bin"
mkdir -p "$work"
dotnet build "$project" -p:Optimize=true -p:Analyze=false -p:ArtifactsPath="$work/build" \
    --nologo -v quiet -clp:NoSummary -nodeReuse:false > "$work/build.log" ||
    { cat "$work/build.log" >&2; die 'the targets could not be built'; }
(cd "$root" && dotnet tool restore > /dev/null && dotnet tool run sharpfuzz "$bin/CurlWs.Bindings.dll")
# libFuzzer without its main comes with the runtime of clang, which itself is not needed.
runtime=$(compgen -G "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a" | sort -V | tail -n 1)
gcc -O2 -Wall -Wextra -Werror -fPIC -c "$project/driver.c" -o "$work/driver.o"
g++ -shared "$work/driver.o" "$runtime" -o "$bin/libcurlws-fuzz.so" -lpthread

passed=0 failed=0
mkdir -p "$work/failed" "$work/log"
cd "$work/failed"
for name in "${targets[@]}"; do
    export CURLWS_FUZZ_TARGET=$name
    corpus=$work/corpus/$name
    mkdir -p "$corpus"
    options=(-max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1)
    [ ! -f "$project/corpus/$name.dict" ] || options+=("-dict=$project/corpus/$name.dict")
    status=0
    case $action in
        replay) "$bin/CurlWs.Fuzz" replay "${files[@]}" || status=$? ;;
        minimize)
            rm -rf "$work/minimal"
            mkdir -p "$work/minimal"
            "$bin/CurlWs.Fuzz" -set_cover_merge=1 -use_counters=0 "${options[@]}" "$work/minimal" "$project/corpus/$name" "$corpus" \
                > "$work/log/$name.merge" 2>&1 || status=$?
            if [ "$status" -eq 0 ]; then
                rm -f "$project/corpus/$name"/*
                cp "$work/minimal"/* "$project/corpus/$name/"
                printf '%-10s %5d inputs, %7d bytes\n' "$name" "$(find "$work/minimal" -type f | wc -l)" "$(cat "$work/minimal"/* | wc -c)"
            fi
            ;;
        *)
            "$bin/CurlWs.Fuzz" "${options[@]}" -max_total_time="$seconds" "$corpus" "$project/corpus/$name" \
                > "$work/log/$name" 2>&1 || status=$?
            edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/log/$name" | tail -n 1)
            runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log/$name")
            printf '%-10s %12s executions, %5s edges, %4d inputs kept\n' \
                "$name" "${runs:-0}" "${edges:-0}" "$(find "$corpus" -type f | wc -l)"
            [ "$status" -eq 0 ] || tail -n 40 "$work/log/$name"
            ;;
    esac
    if [ "$status" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
printf '\n%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
