#!/usr/bin/env bash
# Usage: build/pack.sh [RID...|host|all]
#
# Packs CurlWs.Bindings, runtime.RID.runtime.native.libcurl for each RID and runtime.native.libcurl into artifacts/packages.
# Without arguments all eight RIDs, the set that is published. With fewer, into artifacts/packages/local under a version that ends
# in -local, whose runtime.native.libcurl knows those RIDs only: for trying out and for tests.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ContinuousIntegrationBuild=true

# One licence file for a package: NuGet accepts no expression with curl's own licence in it.
write_license() { # rid
  local folder=$artifacts_dir/$1 file name
  for file in "$folder"/licenses/*.txt; do
    name=${file##*/}
    printf '%s\n%s\n\n' "${name%.txt}" "$(printf '%*s' 100 '' | tr ' ' -)"
    cat "$file"
    printf '\n\n'
  done > "$folder/LICENSE.txt"
}

pack() { # project, further options...
  dotnet pack "$@" --nologo -v quiet -clp:NoSummary -p:PackageOutputPath="$output" -p:VersionSuffix="$suffix"
}

rids=("$@") output=$root/artifacts/packages suffix=
if [ $# -eq 0 ] || [ "$*" = all ]; then rids=("${all_rids[@]}")
else
  rids=("${rids[@]/#host/$(host_rid)}")
  output+=/local suffix=local
fi
version=$CURL_VERSION.$NATIVE_BUILD${suffix:+-$suffix}

"$root/native/build.sh" "${rids[@]}"
"$root/native/check.sh" "${rids[@]}"
for rid in "${rids[@]}"; do write_license "$rid"; done
mkdir -p "$output"
rm -f "$output"/*.nupkg "$output"/*.snupkg

project=$root/native/package/libcurl.csproj
list=$(printf ';%s' "${rids[@]}")
dotnet build "$project" -restore -t:PackAll --nologo -v quiet -clp:NoSummary \
  -p:PackageOutputPath="$output" -p:NativeVersion="$version" "-p:NativeRids=\"${list:1}\""
pack "$root/src/CurlWs.Bindings/CurlWs.Bindings.csproj" -c Release

printf 'packages in %s:\n' "${output#"$root"/}"
(cd "$output" && stat -c '%10s  %n' -- *nupkg)
