#!/usr/bin/env bash
# Usage: build/pack.sh [RID...|host|all]
#
# Packs CurlWs.Bindings, CurlWs.Extensions, runtime.RID.runtime.native.libcurl for each RID and runtime.native.libcurl into
# artifacts/packages.
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

# The project's address is that of the checkout's remote, where it is a public one: the packages say nothing of another.
find_address() {
  local remote commit
  commit=$(git -C "$root" rev-parse HEAD 2> /dev/null) || return 0
  remote=$(dotnet msbuild "$project" -p:TargetFramework=net10.0 -t:InitializeSourceControlInformation -getProperty:PrivateRepositoryUrl)
  [ -n "$remote" ] || return 0
  remote=${remote%.git} at_commit=${remote%.git}/blob/$commit
  address=("-p:PackageProjectUrl=$remote" "-p:PackageReleaseNotes=$at_commit/CHANGELOG.md" "-p:CommitOfPackage=$commit")
}

# Links are relative in the repository, and absolute in a package, where nothing lies beside the file.
write_readme() {
  cp "${project%/*}/package/README.md" "$work/README.md"
  [ -z "$at_commit" ] || sed -i -e "s#](\.\./\.\./\.\./#]($at_commit/#g" -e "s#](\.\./\.\./#]($at_commit/src/#g" \
    -e "s#](\.\./#]($at_commit/src/CurlWs.Bindings/#g" "$work/README.md"
}

# No time and no random number in it: the same sources give the same list.
write_bill_of_materials() { # name, project
  local name=$1 project=$2 version
  version=$(dotnet msbuild "$project" "${suffixed[@]}" -getProperty:Version)
  dotnet restore "$project" -v quiet
  (cd "$root" && dotnet tool restore > /dev/null &&
    dotnet tool run dotnet-CycloneDX "$project" -o "$work" -fn "$name.cdx.json" -F Json -ed -ns -dpr -biop "$root/artifacts/obj" \
      -spv 1.5 -sn "$name" -sv "$version" -st Library --set-nuget-purl) > "$work/log" || { cat "$work/log"; return 1; }
  sed -i '/"timestamp":/d' "$work/$name.cdx.json"
}

# The documentation in a package speaks of public members only. Built without the analyzers, which the build of the solution has run.
pack_library() { # name, project, options...
  local framework
  write_bill_of_materials "$1" "$2"
  dotnet build "$2" -c Release -p:Analyze=false --nologo -v quiet -clp:NoSummary "${suffixed[@]}" "${address[@]}"
  for framework in net8.0 net10.0; do
    dotnet run "$root/build/public-documentation.cs" -- "$root/artifacts/bin/$1/release_$framework/$1.dll"
  done
  dotnet pack "$2" -c Release --no-build -p:Analyze=false --nologo -v quiet -clp:NoSummary "${suffixed[@]}" "${address[@]}" \
    -p:PackageOutputPath="$output" -p:BillOfMaterials="$work/$1.cdx.json" "${@:3}"
}

project=$root/src/CurlWs.Bindings/CurlWs.Bindings.csproj
rids=("$@") output=$root/artifacts/packages suffix= suffixed=() address=() at_commit=
if [ $# -eq 0 ] || [ "$*" = all ]; then rids=("${all_rids[@]}")
else
  rids=("${rids[@]/#host/$(host_rid)}")
  output+=/local suffix=local suffixed=(-p:VersionSuffix=local)
fi
version=$CURL_VERSION.$NATIVE_BUILD${suffix:+-$suffix}

"$root/native/build.sh" "${rids[@]}"
"$root/native/check.sh" "${rids[@]}"
for rid in "${rids[@]}"; do write_license "$rid"; done
mkdir -p "$output"
rm -f "$output"/*.nupkg "$output"/*.snupkg

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find_address
write_readme

list=$(printf ';%s' "${rids[@]}")
dotnet build "$root/native/package/libcurl.csproj" -restore -t:PackAll --nologo -v quiet -clp:NoSummary "${address[@]}" \
  -p:PackageOutputPath="$output" -p:NativeVersion="$version" "-p:NativeRids=\"${list:1}\""
# The companion first: its build writes the documentation of what it stands on anew.
pack_library CurlWs.Extensions "$root/src/CurlWs.Extensions/CurlWs.Extensions.csproj"
pack_library CurlWs.Bindings "$project" -p:PackedReadme="$work/README.md"

printf 'packages in %s:\n' "${output#"$root"/}"
(cd "$output" && stat -c '%10s  %n' -- *nupkg)
