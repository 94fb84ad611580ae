# What is in the packages: run.sh's cases that open them. They need nothing but the packed files.
# shellcheck shell=bash

unpack_package() { # file; prints the folder
  local folder=$work/unpacked/${1##*/}
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder"
    (cd "$folder" && cmake -E tar xf "$1")
  fi
  echo "$folder"
}

# NuGet adds the same three entries to every package.
expect_entries() { # package file, entries...
  local folder expected actual
  folder=$(unpack_package "$1")
  expected=$(printf '%s\n' "${@:2}" | sort)
  actual=$(cd "$folder" && find . -type f | sed 's#^\./##' | grep -v '^_rels/\|^package/\|Content_Types' | sort)
  [ "$actual" = "$expected" ] || { echo "${1##*/} differs:"; diff <(echo "$expected") <(echo "$actual") || :; return 1; }
}

expect_text() { # file, fixed strings...
  local text
  for text in "${@:2}"; do
    grep -aqF -- "$text" "$1" || { echo "${1##*/} has no '$text'"; return 1; }
  done
}

# Every type and field that the documentation speaks of is in the list of the public API, and so are the properties.
expect_public_documentation() { # file
  local private
  private=$(grep -oE '<member name="[TFPE]:[^"]*' "$1" | sed -E 's/^[^:]*://; s/\(.*//; s/`[0-9]+//g; s/\.Item$/.this/' | sort -u |
    comm -23 - <(cat "$root"/src/*/PublicAPI.*.txt | sed -E 's/^~?((static|const|readonly|override|virtual|abstract|sealed) )*//' |
      sed -E 's/( ->|\(| = ).*//; s/\[.*//; s/\.(get|set|init|add|remove)$//; s/<[^>]*>//g' | sort -u))
  [ -z "$private" ] || { echo "${1##*/} speaks of what is not public: $(head -5 <<< "$private")"; return 1; }
}

case_contents_managed() {
  local base=$packages/CurlWs.Bindings.$bindings_version folder framework
  expect_entries "$base.nupkg" CurlWs.Bindings.nuspec README.md MIGRATING.md PORTING.md GUARANTEES.md icon.png \
    sbom/CurlWs.Bindings.cdx.json lib/net{8.0,10.0}/CurlWs.Bindings.{dll,xml}
  expect_entries "$base.snupkg" CurlWs.Bindings.nuspec lib/net{8.0,10.0}/CurlWs.Bindings.pdb
  folder=$(unpack_package "$base.nupkg")
  expect_text "$folder/CurlWs.Bindings.nuspec" '<license type="expression">MIT' '<readme>README.md' '<icon>icon.png' \
    '<group targetFramework="net8.0" />' '<group targetFramework="net10.0" />'
  expect_text "$folder/README.md" 'dotnet add package CurlWs.Bindings'
  expect_text "$folder/sbom/CurlWs.Bindings.cdx.json" '"bomFormat": "CycloneDX"' "\"purl\": \"pkg:nuget/CurlWs.Bindings@$bindings_version\""
  [ "$(grep -c '"type": "library"' "$folder/sbom/CurlWs.Bindings.cdx.json")" -eq 1 ] ||
    { echo 'the list has something beside the package'; return 1; }
  for framework in net8.0 net10.0; do
    expect_text "$folder/lib/$framework/CurlWs.Bindings.xml" '<member name="T:CurlWs.CurlWebSocket">'
    expect_public_documentation "$folder/lib/$framework/CurlWs.Bindings.xml"
    if grep -aqF "$root" "$folder/lib/$framework/CurlWs.Bindings.dll"; then echo "$framework names this machine's folder"; return 1; fi
  done
  # Semantic versioning of the managed package; the changelog has what this version brings.
  grep -Eq '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$' <<< "$bindings_version"
  grep -q "^## \[\(Unreleased\|${bindings_version%%-*}\)\]" "$root/CHANGELOG.md"
}

# It stands on the library of its own version, and on one package of Microsoft's.
case_contents_extensions() {
  local base=$packages/CurlWs.Extensions.$bindings_version folder framework
  expect_entries "$base.nupkg" CurlWs.Extensions.nuspec README.md icon.png sbom/CurlWs.Extensions.cdx.json \
    lib/net{8.0,10.0}/CurlWs.Extensions.{dll,xml}
  expect_entries "$base.snupkg" CurlWs.Extensions.nuspec lib/net{8.0,10.0}/CurlWs.Extensions.pdb
  folder=$(unpack_package "$base.nupkg")
  expect_text "$folder/CurlWs.Extensions.nuspec" '<license type="expression">MIT' '<readme>README.md' '<icon>icon.png' \
    "<dependency id=\"CurlWs.Bindings\" version=\"$bindings_version\"" \
    '<dependency id="Microsoft.Extensions.Logging.Abstractions" version="8.0'
  [ "$(grep -c '<dependency ' "$folder/CurlWs.Extensions.nuspec")" -eq 4 ] || { echo 'it depends on something else'; return 1; }
  expect_text "$folder/sbom/CurlWs.Extensions.cdx.json" "\"purl\": \"pkg:nuget/CurlWs.Extensions@$bindings_version\"" \
    'pkg:nuget/Microsoft.Extensions.Logging.Abstractions@'
  for framework in net8.0 net10.0; do
    expect_text "$folder/lib/$framework/CurlWs.Extensions.xml" '<member name="T:CurlWs.CurlLoggerFactoryExtensions">'
    expect_public_documentation "$folder/lib/$framework/CurlWs.Extensions.xml"
    if grep -aqF "$root" "$folder/lib/$framework/CurlWs.Extensions.dll"; then echo "$framework names this machine's folder"; return 1; fi
  done
}

case_contents_native() {
  local name=runtime.$rid.runtime.native.libcurl folder part
  expect_entries "$packages/$name.$native_version.nupkg" "$name.nuspec" README.md LICENSE.txt icon.png "runtimes/$rid/native/$bundled" \
    sbom/libcurl.cdx.json "buildTransitive/$name.targets"
  folder=$(unpack_package "$packages/$name.$native_version.nupkg")
  cmp "$folder/runtimes/$rid/native/$bundled" "$artifacts_dir/$rid/$bundled"
  expect_text "$folder/sbom/libcurl.cdx.json" '"bomFormat": "CycloneDX"' \
    "$(sha256sum < "$folder/runtimes/$rid/native/$bundled" | cut -d' ' -f1)" \
    "\"name\": \"libcurl\", \"version\": \"$CURL_VERSION\"" "\"name\": \"openssl\", \"version\": \"$OPENSSL_VERSION\"" \
    "\"name\": \"nghttp2\", \"version\": \"$NGHTTP2_VERSION\"" "\"name\": \"zlib\", \"version\": \"$ZLIB_VERSION\""
  for part in 'Daniel Stenberg' 'Apache License' 'nghttp2 contributors' 'Jean-loup Gailly' 'Zig contributors'; do
    expect_text "$folder/LICENSE.txt" "$part"
  done
  expect_text "$folder/buildTransitive/$name.targets" IncludeNativeLibcurl
  # The version is libcurl's and a build number, and the changelog has it.
  [ "${native_version%%-*}" = "$CURL_VERSION.$NATIVE_BUILD" ]
  expect_text "$root/CHANGELOG.md" "- $CURL_VERSION.$NATIVE_BUILD: libcurl $CURL_VERSION"
}

# No runtime.json: with one, a project without a RID would get no file at all. So nothing needs Microsoft.NETCore.Platforms, which is for
# such a file, and which a feed that is only a folder does not have.
case_contents_all() {
  local folder
  expect_entries "$packages/runtime.native.libcurl.$native_version.nupkg" runtime.native.libcurl.nuspec README.md icon.png
  folder=$(unpack_package "$packages/runtime.native.libcurl.$native_version.nupkg")
  expect_text "$folder/runtime.native.libcurl.nuspec" "<dependency id=\"runtime.$rid.runtime.native.libcurl\" version=\"$native_version\""
  if grep '<dependency id=' "$folder/runtime.native.libcurl.nuspec" | grep -v '"runtime\.'; then
    echo 'depends on a package of others'
    return 1
  fi
}

# What the packages say of where they come from: the project's address and the commit.
origin_of_packages() {
  local nuspec
  nuspec=$(unpack_package "$packages/CurlWs.Bindings.$bindings_version.nupkg")/CurlWs.Bindings.nuspec
  page=$(sed -n 's#.*<projectUrl>\(.*\)</projectUrl>.*#\1#p' "$nuspec")
  commit=$(sed -n 's#.*<repository .*commit="\([0-9a-f]*\)".*#\1#p' "$nuspec")
  [ -n "$page" ] || { echo 'the packages name no address: their sources differ from the commit'; return 77; }
}

# The same commit, built in another folder, is the same file.
case_deterministic() {
  local page commit
  origin_of_packages || return
  clone_sources "$work/clone" "$commit" "$page"
  dotnet build "$work/clone/src/CurlWs.Bindings/CurlWs.Bindings.csproj" -c Release -p:Analyze=false --nologo -v quiet -clp:NoSummary \
    -p:ContinuousIntegrationBuild=true -p:Version="$bindings_version" -p:TargetFrameworks=net10.0
  cmp "$work/clone/artifacts/bin/CurlWs.Bindings/release_net10.0/CurlWs.Bindings.dll" \
    "$(unpack_package "$packages/CurlWs.Bindings.$bindings_version.nupkg")/lib/net10.0/CurlWs.Bindings.dll"
  echo 'the same bytes from another folder'
}

# With a remote that the SDK knows, SourceLink is there by itself, and the packages name the project's address: each link of the README
# leads to a file of the very commit.
case_source_link() {
  local page commit file folder link links
  origin_of_packages || return
  for file in CurlWs.Bindings CurlWs.Extensions; do
    folder=$(unpack_package "$packages/$file.$bindings_version.snupkg")
    expect_text "$folder/lib/net8.0/$file.pdb" "https://raw.githubusercontent.com/${page#https://github.com/}/$commit/"
    expect_text "$folder/lib/net10.0/$file.pdb" "https://raw.githubusercontent.com/${page#https://github.com/}/$commit/"
  done
  for file in "$packages"/*.nupkg; do
    folder=$(unpack_package "$file")
    expect_text "$folder"/*.nuspec "<projectUrl>$page</projectUrl>" "<releaseNotes>$page/blob/$commit/CHANGELOG.md</releaseNotes>" \
      "commit=\"$commit\""
    links=$(grep -oE '\]\([^)]*\)' "$folder/README.md" | sed 's/^](//; s/)$//' | grep -v '^#' || :)
    for link in $links; do
      case $link in
        "$page/blob/$commit/"*) link=${link#"$page/blob/$commit/"} && git -C "$root" cat-file -e "$commit:${link%%#*}" ;;
        https://*) ;;
        *) echo "${file##*/}: the link $link leads nowhere on NuGet"; return 1 ;;
      esac
    done
    if [[ $file == */CurlWs.Bindings.* && $links != *"$page/blob/$commit/"* ]]; then
      echo 'the README has no link to the repository'
      return 1
    fi
  done
  echo "SourceLink to $page"
}
