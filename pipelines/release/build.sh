#!/usr/bin/env bash
#
# Makes a release for this system: a tarball of the tools that needs nothing but the system's C library, a list of what
# is in it (SPDX), and SHA-256 sums. About ten minutes on two cores. The same commit and toolchain give the same bytes,
# wherever the repository lies; release/reproduce.sh shows it.
#
#   pipelines/release/build.sh            into runs/release
#   RELEASE_FOLDER=FOLDER pipelines/release/build.sh
#
# SYSROOT is where release/sysroot.sh has put what the tools are linked with, or will. release/cross.sh calls this for
# another kind of machine.
#
# On Linux, Swift's runtime, zstd, SQLite and the C++ library are linked statically, against the C library of Debian 11
# (release/sysroot.sh fetches it), so that the tools run wherever that or a newer one is. On macOS, Swift's runtime and
# SQLite are the system's, and zstd is Homebrew's archive. docs/releases.md says what was tried.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

: "${RELEASE_FOLDER:=$PWD/runs/release}"
RELEASE_FOLDER=$(from_caller "$RELEASE_FOLDER")
scratch_path=.build-release-static
set_commit
system=$(system_name)
name=letterpress-$version-$system

# --- How to link ------------------------------------------------------------------------------------------------------

flags=(-c release --scratch-path "$scratch_path" --explicit-target-dependency-import-check error)
# Where the repository lies is in no file: not in the traces of failed checks, and without the debugger's tables, and
# without a digest of the compiler's arguments, which is there for builds that go on from earlier ones.
flags+=(-debug-info-format none -Xswiftc -file-prefix-map -Xswiftc "$PWD=." -Xcc "-ffile-prefix-map=$PWD=."
  -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen)
mkdir -p "$scratch_path/static"
archives=$PWD/$scratch_path/static

link_on_linux() {
  pipelines/release/sysroot.sh "$SYSROOT" "$machine"
  cp "$SYSROOT/static"/*.a "$archives"
  clang --target="$machine-linux-gnu" -O2 -c pipelines/release/glibc.c -o "$archives/glibc.o"
  flags+=(--static-swift-stdlib -Xlinker "$archives/glibc.o" -Xswiftc -Xclang-linker -Xswiftc "--sysroot=$SYSROOT/root"
    -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)
  if [ "${#emulator[@]}" -gt 0 ]; then
    # The other machine's library of Swift, from release/cross.sh; its headers of zstd are in its root.
    flags+=(--swift-sdks-path "$SWIFT_SDKS" --swift-sdk "letterpress-$machine")
    describe_zstd ''
  fi
}

# Homebrew's own description of zstd would lead to the shared library beside the archive.
link_on_macos() {
  local zstd
  zstd=$(brew --prefix zstd)
  cp "$zstd/lib/libzstd.a" "$archives"
  describe_zstd "-I$zstd/include"
}

# describe_zstd FLAGS: for SwiftPM, in the place of the system's own description.
describe_zstd() {
  printf 'Name: zstd\nDescription: zstd\nVersion: 1\nLibs: -L%s -lzstd\nCflags: %s\n' "$archives" "$1" \
    >"$archives/libzstd.pc"
  export PKG_CONFIG_PATH=$archives
}

heading "1/4 what to link with"
case "$system" in linux-*) link_on_linux ;; *) link_on_macos ;; esac
# A folder with archives alone: there the linker finds no shared library to prefer.
flags+=(-Xlinker "-L$archives")

heading "2/4 the tools of $name, commit ${LETTERPRESS_COMMIT:-unknown}"
swift build "${flags[@]}" >&2
BIN=$PWD/$scratch_path/release

# --- What is in the tarball -------------------------------------------------------------------------------------------

heading "3/4 $name.tar.xz"
make_scratch
new=$scratch/$name
mkdir -p "$new/bin" "$new/pipelines/run" "$new/data" "$new/licenses"
for tool in "${tools[@]}"; do install -m 755 "$BIN/$tool" "$new/bin/$tool"; done
# The completions and manual pages as install.sh makes them.
runnable=$new/bin
if [ "${#emulator[@]}" -gt 0 ]; then
  runnable=$scratch/emulated
  emulated "$new/bin" "$runnable"
fi
BIN="$runnable" LETTERPRESS_SCRIPT=build pipelines/install.sh --prefix "$scratch/prefix" 2>"$scratch/log" ||
  { cat "$scratch/log" >&2; fail "the tools that were built do not run here"; }
cp -R "$scratch/prefix/share" "$new/share"
rm -rf "$new/share/letterpress"
cp pipelines/lib.sh pipelines/install.sh pipelines/install-plugin.sh pipelines/quickstart.sh "$new/pipelines"
cp pipelines/run/* "$new/pipelines/run"
cp data/download.sh "$new/data"
cp pipelines/release/install.sh "$new/install.sh"
cp README.md CHANGELOG.md LICENSE SECURITY.md "$new"
cp -R docs "$new/docs"
pipelines/release/licenses.sh "$scratch_path" "$SYSROOT" "$new/licenses"
at_time "$scratch"
mkdir -p "$RELEASE_FOLDER"
tarball=$RELEASE_FOLDER/$name.tar.xz
# What is the same in all tools, Swift's runtime above all, is stored once: their distance is within 64 MiB.
packed "$scratch" "$name" | xz -9 --threads=1 | write_whole "$tarball" cat

heading "4/4 checks, list of contents and sums"
pipelines/release/check.sh "$tarball"
pipelines/release/sbom.sh "$tarball" "$SYSROOT" | write_whole "$RELEASE_FOLDER/$name.spdx.json" cat
(cd "$RELEASE_FOLDER" && sha256 "$name".* | write_whole "$name.sha256" cat)
say "$tarball: $(wc -c <"$tarball") bytes, SHA-256 $(sha256 "$tarball" | cut -d' ' -f1)"
