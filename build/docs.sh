#!/usr/bin/env bash
# Usage: build/docs.sh
#
# Builds the site, the API from the documentation of the libraries and the guides of build/docs/, into artifacts/docs/site. A warning is an
# error, and so is a link within the site that leads nowhere. Needs docfx, which the .NET SDK restores; takes a minute on a busy machine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$root/artifacts/docs

dotnet build "$root/src/CurlWs.Extensions" -c Release -f net10.0 --nologo -v quiet -clp:NoSummary
(cd "$root" && dotnet tool restore > /dev/null)
rm -rf "$out"
(cd "$root" && dotnet tool run docfx build/docs/docfx.json --warningsAsErrors --logLevel warning)
perl "$root/build/docs/check-links.pl" "$out/site"
