#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run.sh [CASE...]
#
# Packs for this machine, copies Consumer/ out of the source tree, restores it from the packed files alone, and builds, publishes
# and runs it in every way that users do. README.md lists the cases. The last lines have the counts.
# CURLWS_PACKAGES names a folder of packages that are tested instead, such as those of a release; CURLWS_TEST_RIDS names platforms that are
# packed too, for run-elsewhere.sh.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/contents.sh"
. "$here/signatures.sh"

all_cases=(contents-managed contents-extensions contents-native contents-all deterministic source-link signatures portable portable-net8.0
  folder-feed readme-programs extensions rid self-contained single-file single-file-extract trimmed aot own-libcurl without-native)
rid=$(host_rid)
bundled=libcurl.so

expect_files() { # case, pattern, count
  local count
  count=$(find "$work/out/$1" -name "$2" | wc -l)
  [ "$count" -eq "$3" ] || { echo "$1 has $count files $2, not $3"; return 1; }
}

exchange() { # libcurl version, where it must come from, program...
  local version=$1 from=$2; shift 2
  timeout 180 "$@" "$version" "$from" "$ws" "$wss" "$ca"
}

case_portable() {
  run_dotnet build portable
  expect_files portable 'libcurl.so' 1
  exchange "$CURL_VERSION" "runtimes/$rid/native/$bundled" dotnet "$work/out/portable/Consumer.dll"
}

case_portable_net8_0() {
  run_dotnet build portable-net8.0 -p:ConsumerFramework=net8.0
  exchange "$CURL_VERSION" "runtimes/$rid/native/$bundled" dotnet "$work/out/portable-net8.0/Consumer.dll"
}

# Nothing is restored from elsewhere: a feed that is only a folder has all that the packages depend on.
case_folder_feed() {
  sed 's#<packageSources>#&<clear />#' "$work/nuget.config" > "$work/folder-feed.config"
  run_dotnet build folder-feed "-p:RestoreConfigFile=$work/folder-feed.config"
  expect_files folder-feed 'libcurl.so' 1
}

# What the READMEs and the guide show as a whole program is one, in a project as the SDK makes it.
case_readme_programs() {
  local text name programs=0
  for text in README.md src/CurlWs.Bindings/package/README.md build/docs/guides/start.md; do
    name=$work/program-$((programs += 1))
    mkdir "$name"
    cp "$work/nuget.config" "$name"
    awk '/^```$/ { on = 0 } on { print } /^```csharp$/ { on = !seen; seen = 1 }' "$root/$text" > "$name/Program.cs"
    grep -q '^using CurlWs;$' "$name/Program.cs" || { echo "$text has no whole program as its first example"; return 1; }
    cat > "$name/program.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="CurlWs.Bindings" Version="[$bindings_version]" />
  </ItemGroup>
</Project>
PROJECT
    (cd "$name" && dotnet build --nologo -v quiet -clp:NoSummary)
  done
}

# The companion's package, and what it depends on: the events of a connection are logs.
case_extensions() {
  run_dotnet build extensions -p:WithExtensions=true
  exchange "$CURL_VERSION" "runtimes/$rid/native/$bundled" dotnet "$work/out/extensions/Consumer.dll" | tee "$work/extensions.txt"
  expect_text "$work/extensions.txt" 'logs: ConnectStart Opened ConnectStop Closed'
}

case_rid() {
  run_dotnet build rid -r "$rid" --no-self-contained
  exchange "$CURL_VERSION" "out/rid/$bundled" "$work/out/rid/Consumer"
}

case_self_contained() {
  run_dotnet publish self-contained -r "$rid" --self-contained
  exchange "$CURL_VERSION" "out/self-contained/$bundled" "$work/out/self-contained/Consumer"
}

case_single_file() {
  run_dotnet publish single-file -r "$rid" --self-contained -p:PublishSingleFile=true -p:DebugType=none
  expect_files single-file '*' 3
  exchange "$CURL_VERSION" "out/single-file/$bundled" "$work/out/single-file/Consumer"
}

case_single_file_extract() {
  run_dotnet publish single-file-extract -r "$rid" --self-contained -p:PublishSingleFile=true -p:DebugType=none \
    -p:IncludeNativeLibrariesForSelfExtract=true
  expect_files single-file-extract '*' 2
  DOTNET_BUNDLE_EXTRACT_BASE_DIR=$work/extracted exchange "$CURL_VERSION" "/$bundled" "$work/out/single-file-extract/Consumer"
}

case_trimmed() {
  run_dotnet publish trimmed -r "$rid" --self-contained -p:PublishTrimmed=true -p:TrimMode=full -p:TrimmerSingleWarn=false
  exchange "$CURL_VERSION" "out/trimmed/$bundled" "$work/out/trimmed/Consumer"
}

case_aot() {
  run_dotnet publish aot -r "$rid" -p:PublishAot=true -p:TrimmerSingleWarn=false
  expect_files aot '*.dll' 0
  exchange "$CURL_VERSION" "out/aot/$bundled" "$work/out/aot/Consumer"
}

# The app's file has the name that ours would have; the property keeps ours away.
case_own_libcurl() {
  run_dotnet build own-libcurl -p:IncludeNativeLibcurl=false "-p:OwnLibcurl=$own"
  expect_files own-libcurl 'libcurl.so' 1
  if grep -F native.libcurl "$work/out/own-libcurl/Consumer.deps.json" | grep -F runtimes/; then return 1; fi
  exchange "$CURL_TEST_VERSION" "out/own-libcurl/$bundled" dotnet "$work/out/own-libcurl/Consumer.dll"
}

# The managed package alone brings no native file; the user names one.
case_without_native() {
  run_dotnet build without-native -p:NativeVersion=
  expect_files without-native 'libcurl*' 0
  CURLWS_LIBCURL=$own timeout 180 dotnet "$work/out/without-native/Consumer.dll" "$CURL_TEST_VERSION" "$own"
}

run_case() { # case; the log is shown only if it fails
  local name=$1 log=$work/log-$1.txt start=$SECONDS
  # Not in the condition itself: there bash would carry on after a command that fails.
  (set -e; "case_${name//[-.]/_}") > "$log" 2>&1 &
  local status=0
  wait $! || status=$?
  if [ "$status" -eq 0 ]; then
    succeeded=$((succeeded + 1))
    printf 'ok    %-20s %3ds  %s\n' "$name" $((SECONDS - start)) "$(
      grep -o '^libcurl .*\|^.* messages echoed.*\|^loaded$\|^the same bytes.*\|^SourceLink .*\|^signed by .*' "$log" |
        sed "s#$work/##" | xargs)"
  elif [ "$status" -eq 77 ]; then
    skipped=$((skipped + 1))
    printf 'skip  %-20s       %s\n' "$name" "$(tail -n 1 "$log")"
  else
    failed=$((failed + 1))
    printf 'FAIL  %-20s\n' "$name"
    tail -n 30 "$log" | cut -c1-300
  fi
}

succeeded=0 failed=0 skipped=0
trap cleanup EXIT
cases=()
while [ $# -gt 0 ]; do
  case $1 in -*) ;; *) cases+=("$1") ;; esac
  shift
done
[ ${#cases[@]} -gt 0 ] || cases=("${all_cases[@]}")
# shellcheck disable=SC2086
make_packages "$rid" ${CURLWS_TEST_RIDS:-}
"$root/native/build.sh" "$rid" --curl "$CURL_TEST_VERSION"
own=$artifacts_dir/$rid/$CURL_TEST_VERSION/libcurl.so
make_project
start_server
for name in "${cases[@]}"; do run_case "$name"; done
printf '\n%d passed, %d failed, %d skipped\n' "$succeeded" "$failed" "$skipped"
[ "$failed" -eq 0 ]
