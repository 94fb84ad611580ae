# The linkers that NativeAOT wants for another platform than this one, out of what Zig carries. For run-aot-elsewhere.sh; made anew in
# $work, which takes a second.
# shellcheck shell=bash

# Sets linker: a program that is called as NativeAOT calls the RID's own.
make_linker() { # rid
  linker=$work/linker-$1/link
  mkdir "$work/linker-$1"
  case $1 in
    win-x64) make_win_linker "$work/linker-$1" > "$linker" ;;
    linux-arm64) make_arm64_linker > "$linker" ;;
    *) die "nothing here links NativeAOT for $1" ;;
  esac
  chmod +x "$linker"
}

# Zig's driver has a word of its own for the target, with the C library that .NET 10 asks for, and does not know GNU's other options here.
# Without a linker script lld would drop the list of modules as unused.
make_arm64_linker() {
  cat <<LINK
#!/bin/bash
options=()
for option in "\$@"; do
  case \$option in
    --target=*|-fuse-ld=*|-gz=*|-Wl,-pie|-Wl,--gc-sections|-Wl,--discard-all|-Wl,--strip-debug) ;;
    *) options+=("\$option") ;;
  esac
done
exec '${ZIG:-$zig_dir/zig}' cc -target aarch64-linux-gnu.2.27 "\${options[@]}" -Wl,--no-gc-sections -s
LINK
}

# SdkNativeLibrary in NativeAOT's Microsoft.NETCore.Native.Windows.targets.
win_libraries=(advapi32 bcrypt crypt32 iphlpapi kernel32 mswsock ncrypt normaliz ntdll ole32 oleaut32 secur32 user32 version ws2_32)

names_of() { # library of Windows; those that differ by processor are for the C preprocessor
  local lists
  lists=$(zig_library_dir)/libc/mingw
  if [ -f "$lists/lib-common/$1.def" ]; then cat "$lists/lib-common/$1.def"
  else zig cc -target x86_64-windows-gnu -E -P -x c -DDEF_X64 "-I$lists/def-include" "$lists/lib-common/$1.def.in"; fi
}

import_library() { # DLL, file of its names, library
  zig dlltool -m i386:x86-64 -D "$1" -d "$2" -l "$3"
}

# Zig's lld-link in place of Microsoft's linker, import libraries made from Zig's lists of what the DLLs of Windows export, and win-crt.c in
# place of Microsoft's LIBCMT.lib.
make_win_linker() { # folder
  local folder=$1 name
  for name in "${win_libraries[@]}"; do
    names_of "$name" > "$folder/$name.def"
    import_library "$name.dll" "$folder/$name.def" "$folder/$name.lib"
  done
  # LIBCMT and ucrt are the names that the runtime's objects and NativeAOT's options have for Microsoft's C library.
  import_library ucrtbase.dll "$here/devices/win-ucrtbase.def" "$folder/ucrt.lib"
  import_library vcruntime140.dll "$here/devices/win-vcruntime140.def" "$folder/vcruntime.lib"
  zig cc -target x86_64-windows-gnu -O2 -g0 -ffreestanding -fno-stack-protector -fno-sanitize=undefined -Wall -Wextra -Werror \
    -c "$here/devices/win-crt.c" -o "$folder/crt.obj"
  zig ar rc "$folder/LIBCMT.lib" "$folder/crt.obj"
  # lld takes an option that it does not know, /NOEXP, for a file. Of the libraries that are left out nothing is wanted.
  cat <<LINK
#!/bin/sh
sed 's# /NOEXP##' "\${1#@}" > '$folder/link.rsp'
exec '${ZIG:-$zig_dir/zig}' lld-link '@$folder/link.rsp' vcruntime.lib '/libpath:$folder' \\
  /nodefaultlib:OLDNAMES.lib /nodefaultlib:libcpmt.lib /nodefaultlib:uuid.lib
LINK
}
