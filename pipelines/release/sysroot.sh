#!/usr/bin/env bash
#
# Fetches what release/build.sh links with on Linux: an old C library, so that the tools run on old systems, and zstd,
# SQLite and the C++ library as archives, so that they need none of these.
#
#   pipelines/release/sysroot.sh FOLDER [MACHINE]   into FOLDER, for x86_64 or aarch64 (this machine's by default)
#   pipelines/release/sysroot.sh --pin              looks up the packages' present versions and writes pins/ anew
#
# They are Debian's packages, in the versions and with the SHA-256 that pins/MACHINE.txt names: the same everywhere, so
# that releases are reproducible. A version that a newer one has replaced comes from Debian's archive of all versions.
# FOLDER/root has the C library and all headers, FOLDER/static the archives, and FOLDER/pins what is there.
. "$(dirname "$0")/../lib.sh"

mirror=http://deb.debian.org/debian
# Of every package that Debian ever had; tried where the mirror has a newer version already.
archive=http://snapshot.debian.org/archive/debian/20261127T000000Z
pins=pipelines/release/pins

# The packages: a release, and what is taken of it. bullseye has the oldest C library that the mirror has.
wanted='bullseye libc6 bullseye libc6-dev bullseye libgcc-10-dev bullseye libgcc-s1
  bullseye linux-libc-dev bookworm libstdc++-12-dev bookworm gcc-12-base bookworm libzstd-dev bookworm libsqlite3-dev'

# index RELEASE ARCHITECTURE: the packages' names, versions, SHA-256 and paths, with those of security updates behind.
index() {
  local folder
  for folder in "debian/dists/$1" "debian-security/dists/$1-security"; do
    curl -fsSL "${mirror%/debian}/$folder/main/binary-$2/Packages.xz" | xz -dc |
      awk -v RS= -F'\n' -v root="${folder%%/*}" '{
        for (i = 1; i <= NF; i++) { at = index($i, ": "); field[substr($i, 1, at - 1)] = substr($i, at + 2) }
        print field["Package"], field["Version"], field["SHA256"], root "/" field["Filename"] }'
  done
}

# newest_there: of a package's lines, newest first, the first whose file the mirror has; an index may name one that is gone.
newest_there() {
  local line
  while IFS= read -r line; do
    if curl -fsIL -o /dev/null "${mirror%/debian}/${line##* }"; then
      printf '%s\n' "$line"
      cat >/dev/null
      return
    fi
  done
}

pin() {
  local machine architecture release name
  make_scratch
  mkdir -p "$pins"
  for machine in x86_64 aarch64; do
    architecture=amd64
    if [ "$machine" = aarch64 ]; then architecture=arm64; fi
    for release in bullseye bookworm; do index "$release" "$architecture" >"$scratch/$release"; done
    # shellcheck disable=SC2086  # the words of the list
    set -- $wanted
    while [ $# -gt 0 ]; do
      release=$1 name=$2
      shift 2
      grep -F "$name " "$scratch/$release" | grep "^$name " | LC_ALL=C sort -rV -k 2 | newest_there
    done | write_whole "$pins/$machine.txt" cat
    say "$pins/$machine.txt: $(wc -l <"$pins/$machine.txt") packages"
  done
}

# fetch SHA256 PATH FILE: the package, checked.
fetch() {
  local url
  for url in "${mirror%/debian}/$2" "${archive/debian\//${2%%/*}/}/${2#*/}"; do
    if curl -fsSL --retry 2 -o "$3" "$url" 2>/dev/null && [ "$(sha256sum "$3" | cut -d' ' -f1)" = "$1" ]; then return; fi
  done
  rm -f "$3"
  fail "$2 is neither at $mirror nor in Debian's archive with the pinned SHA-256; run pipelines/release/sysroot.sh --pin"
}

# inside ROOT: absolute links of the packages lead into ROOT, and not into this system.
inside() {
  local link target
  find "$1" -type l | while IFS= read -r link; do
    target=$(readlink "$link")
    case "$target" in /*) ln -sfn "$1$target" "$link" ;; esac
  done
}

case "${1:-}" in
  --pin)
    pin
    exit
    ;;
  '' | -*) refuse "expected FOLDER or --pin, see --help" ;;
esac
folder=$(from_caller "$1")
machine=${2:-$(uname -m)}
[ -e "$pins/$machine.txt" ] || refuse "there is no $pins/$machine.txt; expected x86_64 or aarch64"
if cmp -s "$pins/$machine.txt" "$folder/pins"; then exit 0; fi

rm -rf "$folder"
mkdir -p "$folder/root" "$folder/static" "$folder/other"
while read -r name version sum path; do
  say "fetching $name $version"
  fetch "$sum" "$path" "$folder/package.deb"
  case "$name" in
    libc6* | libgcc* | linux-libc-dev) dpkg-deb -x "$folder/package.deb" "$folder/root" ;;
    *) dpkg-deb -x "$folder/package.deb" "$folder/other" ;;
  esac
done <"$pins/$machine.txt"
inside "$folder/root"
find "$folder/other" \( -name libzstd.a -o -name libsqlite3.a -o -name libstdc++.a \) -exec cp {} "$folder/static" \;
cp -R "$folder/other/usr/share/doc" "$folder/doc"
cp "$folder"/other/usr/include/{zstd,zstd_errors,zdict,sqlite3,sqlite3ext}.h "$folder/root/usr/include"
rm -rf "$folder/other" "$folder/package.deb"
cp "$pins/$machine.txt" "$folder/pins"
say "$folder/root and $folder/static"
