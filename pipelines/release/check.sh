#!/usr/bin/env bash
#
# Checks a tarball of release/build.sh: the tools need only libraries of the C library's family, no symbol of it that is
# newer than the release promises, hold no path of the machine that built them, run, and are under 30 MB compressed.
#
#   pipelines/release/check.sh runs/release/letterpress-….tar.xz
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

# The oldest glibc that the tools promise to run with.
promised=2.29
family='libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 libutil.so.1 librt.so.1 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1'
limit=30000000

tarball=$(from_caller "${1:?which tarball?}")
make_scratch
tar -xf "$tarball" -C "$scratch"
new=$(echo "$scratch"/letterpress-*)

# check_libraries FILE: only the C library's family.
check_libraries() {
  local library
  for library in $(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    case " $family " in
      *" $library "*) ;;
      *) fail "$(basename "$1") needs $library, which is not of the C library's family; link it statically" ;;
    esac
  done
}

# newest_glibc FILE: of the versions of symbols that it needs.
newest_glibc() {
  readelf --version-info --wide "$1" | grep -o 'Name: GLIBC_[0-9.]*' | sed 's/.*GLIBC_//' | LC_ALL=C sort -V | tail -n 1
}

check_glibc() {
  local newest
  newest=$(newest_glibc "$1")
  [ "$(printf '%s\n' "$newest" "$promised" | LC_ALL=C sort -V | tail -n 1)" = "$promised" ] ||
    fail "$(basename "$1") needs glibc $newest, and the release promises $promised; objdump -T names the symbol"
}

# check_apple FILE: only libraries that every macOS has.
check_apple() {
  local library
  for library in $(otool -L "$1" | sed -n 's/^[[:space:]]\([^ ]*\) (.*/\1/p'); do
    case "$library" in
      /usr/lib/* | /System/*) ;;
      *) fail "$(basename "$1") needs $library, which is not the system's; link it statically" ;;
    esac
  done
}

size=$(wc -c <"$tarball")
[ "$size" -lt "$limit" ] || fail "$tarball has $size bytes, more than $limit"
for tool in "${tools[@]}"; do
  file=$new/bin/$tool
  # In the tarball of another system nothing can be run or looked at.
  case "$tarball" in *"-$(system_name).tar"*) "${emulator[@]}" "$file" --version >&2 || fail "$tool does not run here" ;; esac
  case "$tarball" in
    *-linux-*)
      check_libraries "$file"
      check_glibc "$file"
      ;;
    *) check_apple "$file" ;;
  esac
  for path in "$PWD/" "${HOME:-/nowhere}/.swiftpm"; do
    if grep -qaF "$path" "$file"; then fail "$tool holds the path $path of this machine"; fi
  done
done
say "${#tools[@]} tools, $size bytes$(case "$tarball" in *-linux-*) printf ', glibc %s or newer' "$promised" ;; esac)"
