#!/usr/bin/env bash
#
# Prints the Homebrew formula of a release, of the .sha256 files that release/build.sh left in a folder for each system.
#
#   pipelines/release/formula.sh FOLDER HOME      HOME is the repository's address, below which releases/download lies
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

folder=$(from_caller "${1:?which folder?}")
home=${2:?the address of the repository}

digests=()
for system in macos-arm64 linux-x86_64 linux-aarch64; do
  file=$folder/letterpress-$version-$system.sha256
  [ -e "$file" ] || refuse "there is no $file; the formula needs the release of every system"
  digest=$(sed -n 's/^\([0-9a-f]\{64\}\) .*\.tar\.xz$/\1/p' "$file")
  [ -n "$digest" ] || refuse "$file has no SHA-256 of a tarball"
  digests+=(-e "s/@$system@/$digest/")
done
sed -e '1,2d' -e "s|@URL@|$home/releases/download/v$version|" -e "s|@HOME@|$home|" -e "s/@VERSION@/$version/g" \
  "${digests[@]}" pipelines/release/letterpress.rb.in
