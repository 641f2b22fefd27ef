#!/usr/bin/env bash
#
# Shows that a release is reproducible: two clean clones of the commit, in folders of other names, depths and lengths, give
# tarballs with one digest. Takes twice as long as release/build.sh.
#
#   pipelines/release/reproduce.sh                      two builds
#   pipelines/release/reproduce.sh TARBALL              one build, compared with one that exists
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

given=${1:+$(from_caller "$1")}
make_scratch
system=$(system_name)
tarball=letterpress-$version-$system.tar.xz

# built FOLDER: the tarball that a clone there gives.
built() {
  git clone --quiet --no-hardlinks . "$1" >&2
  RELEASE_FOLDER="$1/out" "$1/pipelines/release/build.sh" >&2
  printf '%s\n' "$1/out/$tarball"
}

# unpacked TARBALL NAME: its files, in the scratch folder.
unpacked() {
  mkdir "$scratch/$2"
  tar -xJf "$1" -C "$scratch/$2" --strip-components 1
}

first=${given:-$(built "$scratch/the first of the two")}
second=$(built "$scratch/another folder/other")
say "$(sha256 "$first" | cut -d ' ' -f 1)"
say "$(sha256 "$second" | cut -d ' ' -f 1)"
if cmp -s "$first" "$second"; then
  say "the same bytes"
else
  unpacked "$first" first
  unpacked "$second" second
  (cd "$scratch" && diff -rq first second >&2) || true
  mkdir -p runs/reproduce
  cp "$first" "runs/reproduce/first-$tarball"
  cp "$second" "runs/reproduce/second-$tarball"
  fail "the two builds differ in the files above; both tarballs are in runs/reproduce, for diffoscope or cmp"
fi
