# Shared by run.sh and run-elsewhere.sh: packages, a project outside the source tree, and a server to talk to.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/native/lib/common.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
unset SSL_CERT_FILE SSL_CERT_DIR CURLWS_LIBCURL

packages=${CURLWS_PACKAGES:-$root/artifacts/packages/local}
store=$root/artifacts/package-tests/nuget

make_packages() { # RIDs...
  [ -n "${CURLWS_PACKAGES:-}" ] || "$root/build/pack.sh" "$@"
  bindings_version=$(version_of CurlWs.Bindings)
  native_version=$(version_of runtime.native.libcurl)
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
  dotnet build "$here/EchoServer/CurlWs.PackageTests.EchoServer.csproj" --nologo -v quiet -clp:NoSummary
  coproc SERVER { exec dotnet "$root/artifacts/bin/CurlWs.PackageTests.EchoServer/debug/CurlWs.PackageTests.EchoServer.dll"; }
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
