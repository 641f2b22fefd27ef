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

# built FOLDER: the digest of the tarball that a clone there gives.
built() {
  git clone --quiet --no-hardlinks . "$1" >&2
  RELEASE_FOLDER="$1/out" "$1/pipelines/release/build.sh" >&2
  sha256 "$1/out/letterpress-$version-$system.tar.xz" | cut -d' ' -f1
}

if [ -n "$given" ]; then first=$(sha256 "$given" | cut -d' ' -f1); else first=$(built "$scratch/the first of the two"); fi
second=$(built "$scratch/another folder/other")
say "$first"
say "$second"
[ "$first" = "$second" ] || fail "the two builds differ; compare them with diffoscope, or cmp the tools in them"
say "the same bytes"
