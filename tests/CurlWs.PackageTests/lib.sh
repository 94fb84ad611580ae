# Shared by run.sh and run-elsewhere.sh: packages, a project outside the source tree, and a server to talk to.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
unset SSL_CERT_FILE SSL_CERT_DIR CURLWS_LIBCURL

store=$root/artifacts/package-tests/nuget

# Packed as for a release, in a clone of the commit whose remote is a public address, so that what the packages say of it is tested too;
# in the checkout itself when it differs from the commit, be it by a new file. They are kept in artifacts/package-tests/packages.
make_packages() { # RIDs...
  local source=$root changes
  mkdir -p "$root/artifacts/package-tests"
  if [ -n "${CURLWS_PACKAGES:-}" ]; then
    packages=$CURLWS_PACKAGES
  else
    packages=$root/artifacts/package-tests/packages
    if changes=$(git -C "$root" status --porcelain 2> /dev/null) && [ -z "$changes" ]; then
      source=$root/artifacts/package-tests/clone
      rm -rf "$source"
      clone_sources "$source" "$(git -C "$root" rev-parse HEAD)" https://github.com/example/curlws
    fi
    "$source/build/pack.sh" "$@"
    rm -rf "$packages"
    cp -r "$source/artifacts/packages/local" "$packages"
  fi
  bindings_version=$(version_of CurlWs.Bindings)
  native_version=$(version_of runtime.native.libcurl)
}

clone_sources() { # folder, commit, address of the project
  git clone -q --no-local "$root" "$1"
  git -C "$1" checkout -q --detach "$2"
  git -C "$1" remote set-url origin "$3.git"
}

version_of() { # package
  local file
  for file in "$packages/$1".[0-9]*.nupkg; do file=${file##*/"$1".}; echo "${file%.nupkg}"; done
}

# Our packages come from the packed files and no other place, and never from what an earlier run left.
make_project() {
  work=$(mktemp -d)
  mkdir "$work/app"
  cp "$here"/Consumer/* "$work/app"
  # The programs of the READMEs, and statements of C programs: in the language that the SDK takes for the framework.
  cp "$root"/tests/CurlWs.Tests/Samples/{ReadmeExample,PackageReadmeExamples}.cs "$root"/tests/CurlWs.CSharp12/Statements.cs "$work/app"
  mkdir -p "$store"
  rm -rf "$store"/curlws.{bindings,extensions} "$store"/runtime.*native.libcurl
  local machine=${NUGET_PACKAGES:-$HOME/.nuget/packages}
  [ -d "$machine" ] || machine=$store
  cat > "$work/nuget.config" <<CONFIG
<configuration>
  <config><add key="globalPackagesFolder" value="$store" /></config>
  <packageSources><add key="packed" value="$packages" /></packageSources>
  <fallbackPackageFolders><add key="machine" value="$machine" /></fallbackPackageFolders>
</configuration>
CONFIG
  if compgen -G "$machine/curlws.bindings" > /dev/null && [ "$machine" != "$store" ]; then
    die "$machine holds a CurlWs.Bindings, which the test would take for the packed one"
  fi
}

start_server() {
  dotnet build "$here/EchoServer/CurlWs.PackageTests.EchoServer.csproj" -c Release --nologo -v quiet -clp:NoSummary
  coproc SERVER { exec dotnet "$root/artifacts/bin/CurlWs.PackageTests.EchoServer/release/CurlWs.PackageTests.EchoServer.dll"; }
  read -r -t 60 ws wss _ ca <&"${SERVER[0]}" || die "the echo server did not start"
}

run_dotnet() { # verb, case, options...
  local verb=$1 name=$2; shift 2
  (cd "$work/app" && dotnet "$verb" Consumer.csproj -c Release -o "$work/out/$name" --nologo -v quiet -clp:NoSummary \
    "-p:BaseIntermediateOutputPath=$work/obj/$name/" "-p:BindingsVersion=$bindings_version" "-p:NativeVersion=$native_version" "$@")
}

cleanup() {
  [ -z "${SERVER_PID:-}" ] || kill "$SERVER_PID" 2> /dev/null || :
  [ -z "${work:-}" ] || rm -rf "$work"
}
