# Wine 10, from Debian 13, on whatever Linux this is: its packages are unpacked into a folder of the cache and entered by chroot in a mount
# namespace of their own. The system's packages stay as they are, and no mount is left behind. Older Wines will not do: in 8.0 .NET stands
# still at the second exception that leaves a method called by reflection, and dies when it frees a dynamic method.
# shellcheck shell=bash

wine_folder=$devices/wine-trixie

# Where this system has its own packages from, if it is a Debian; CURLWS_DEBIAN names another mirror. A new machine's apt knows none of its
# indexes before the first update.
debian_mirror() {
  local mirror=${CURLWS_DEBIAN:-}
  if [ -z "$mirror" ] && grep -qx 'ID=debian' /etc/os-release; then
    mirror=$(debian_indexes)
    [ -n "$mirror" ] || { apt-get -q update >&2; mirror=$(debian_indexes); }
  fi
  [ -n "$mirror" ] || die "Wine is Debian 13's: name a mirror of Debian in CURLWS_DEBIAN"
  echo "$mirror"
}

debian_indexes() {
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | sed -n 's/^[a-z]* //p' | head -n 1
}

wine_system() {
  [ ! -x "$wine_folder/usr/lib/wine/wine64" ] || return 0
  local folder=$wine_folder.new apt=$work/apt-wine mirror deb dll
  mirror=$(debian_mirror)
  rm -rf "$folder"; mkdir -p "$folder" "$apt/lists/partial" "$apt/archives/partial" "$apt/parts"
  : > "$apt/status"
  echo "deb $mirror trixie main" > "$apt/sources"
  local options=(-oAPT::Architecture=amd64 -oAPT::Architectures::=amd64 -oDir::Etc::SourceList="$apt/sources"
    -oDir::Etc::SourceParts="$apt/parts" -oDir::State::Lists="$apt/lists" -oDir::State::status="$apt/status" -oDir::Cache="$apt"
    -oAPT::Sandbox::User=root)
  apt-get -q "${options[@]}" update
  apt-get -qy "${options[@]}" install --no-install-recommends --download-only wine64 bash coreutils
  # First what says that /lib is a link.
  for deb in "$apt"/archives/base-files_*.deb "$apt"/archives/*.deb; do dpkg -x "$deb" "$folder"; done
  rm -rf "$apt" "$folder"/usr/share/{doc,man,locale,icons}
  # What the package would do as it is configured: without this mark user32.dll does not load.
  dll=$folder/usr/x86_64-w64-mingw32/lib/zlib1.dll
  { head -c 64 "$dll"; printf 'Wine builtin DLL'; head -c 16 /dev/zero; tail -c +97 "$dll"; } \
    > "$folder/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/zlib1.dll"
  printf '127.0.0.1 localhost\n::1 localhost\n' > "$folder/etc/hosts"
  rm -rf "$wine_folder"
  mv "$folder" "$wine_folder"
}

# Runs a program of the folder's /usr/lib/wine. A file of this machine is Z:\ and its path; only what lies under /tmp is there.
# Without AVX-512: a thread that .NET's collector suspends loses what of those registers AVX2 has not. README.md has what was measured.
in_wine() { # seconds, wine64 or wineserver64, arguments...
  local limit=$1 program=$2 options=(-m --propagation private); shift 2
  [ "$(id -u)" -eq 0 ] || options+=(-r)
  DOTNET_EnableAVX512=0 WINESERVER=/usr/lib/wine/wineserver64 WINEDEBUG=-all PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    timeout "$limit" unshare "${options[@]}" sh -ec '
    folder=$1; shift
    for name in proc dev sys tmp; do mkdir -p "$folder/$name"; mount --rbind "/$name" "$folder/$name"; done
    exec chroot "$folder" "$@"' sh "$wine_folder" "/usr/lib/wine/$program" "$@"
}

# Windows 7 is Wine's mode in which Schannel takes a file of certificates. A program that crashes ends, and waits for no debugger.
wine_prefix() {
  export WINEPREFIX=$work/wine
  in_wine 120 wine64 wineboot -i
  in_wine 60 wine64 winecfg -v win7
  in_wine 60 wine64 reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /d none /f
}

wine_end() { in_wine 30 wineserver64 -k || :; }
