#!/usr/bin/env bash
#
# Tries a release as a stranger would, in an empty Debian of every release that there is: from nothing to a sampled
# story, by the tarball and by the package. Prints a row for each: system, package, seconds from the empty system to the
# story, size. Then the tools alone, as in the image: no shell, no root, nothing but the C library. Needs root, debootstrap
# and Debian's mirror; half a minute each, and 100 MB fetched for each system.
#
#   pipelines/release/try.sh FOLDER [SUITE…]     what release/build.sh and deb.sh left there; bullseye bookworm trixie
#                                                forky sid
#
# SYSTEMS is where the empty systems are kept for the next time.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

: "${SYSTEMS:=runs/systems}"
folder=$(from_caller "${1:?which folder?}")
shift
suites=("$@")
if [ $# -eq 0 ]; then suites=(bullseye bookworm trixie forky sid); fi
tarball=$(ls "$folder"/letterpress-*"-$(system_name)".tar.xz)
package=$(ls "$folder"/letterpress_*_"$(dpkg --print-architecture)".deb)
make_scratch
mkdir -p "$SYSTEMS"

# empty_system SUITE: a new one in $scratch/SUITE.
empty_system() {
  local kept=$SYSTEMS/$1.tar way
  if [ ! -e "$kept" ]; then
    say "debootstrap $1"
    # An older debootstrap does not know of the newest release, which is made as all are.
    way=/usr/share/debootstrap/scripts/$1
    if [ ! -e "$way" ]; then way=${way%/*}/sid; fi
    debootstrap --variant=minbase "$1" "$scratch/new-$1" http://deb.debian.org/debian "$way" >"$scratch/debootstrap" ||
      { tail "$scratch/debootstrap" >&2; fail "debootstrap $1 failed"; }
    write_whole "$kept" tar -C "$scratch/new-$1" -c .
    rm -rf "$scratch/new-$1"
  fi
  rm -rf "${scratch:?}/$1"
  mkdir "$scratch/$1"
  tar -xf "$kept" -C "$scratch/$1"
  cp /etc/resolv.conf "$scratch/$1/etc/resolv.conf"
}

# inside SUITE COMMAND: in the system, with processes and devices of its own.
inside() {
  # shellcheck disable=SC2016  # the shell inside expands them
  unshare --mount --pid --fork bash -euc '
    mount -t proc proc "$1/proc"
    mount --bind /dev "$1/dev"
    exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      chroot "$1" bash -euc "$2"' inside "$scratch/$1" "$2" >"$scratch/log" 2>&1 </dev/null ||
    { tail -n 30 "$scratch/log" >&2; fail "$1: failed, see above"; }
}

# row SUITE FILE STORY AFTER: puts the file into an empty system, runs the commands STORY and prints the table's row; AFTER
# must work too, but is no part of the time.
row() {
  local suite=$1 file=$2 started seconds
  empty_system "$suite"
  cp "$file" "$scratch/$suite/root"
  started=$SECONDS
  inside "$suite" "$3"
  seconds=$((SECONDS - started))
  grep -q '^Once upon a time' "$scratch/log" || { cat "$scratch/log" >&2; fail "$suite: no story"; }
  inside "$suite" "$4"
  printf '| Debian %s, glibc %s | %s | %s s | %s MB |\n' "$suite" \
    "$(chroot "$scratch/$suite" ldd --version | sed -n '1s/.* //p')" "${file##*.}" "$seconds" \
    "$(($(wc -c <"$file") / 1000000))"
  rm -rf "${scratch:?}/$suite"
}

# bare SUITE: the tools, and of the system the C library's files alone, for a user without rights or a name.
bare() {
  local root=$scratch/bare system=$scratch/$1
  empty_system "$1"
  mkdir -p "$root/corpus"
  tar -xf "$tarball" -C "$root" --strip-components=1
  # Links are followed inside the system, where they lead.
  chroot "$system" bash -c 'tar -C / -chf - lib*/ld-linux-*.so.* \
    lib/*-linux-gnu/lib{c.so.6,m.so.6,pthread.so.0,dl.so.2,util.so.1}' | tar -x -C "$root"
  chown 65532:65532 "$root/corpus"
  run() {
    env -i LETTERPRESS_MANIFEST=/corpus/manifest.db /usr/sbin/chroot --userspec=65532:65532 "$root" "/bin/$1" --quiet "${@:2}" ||
      fail "$1 fails where only the C library is"
  }
  run tell-stories --megabytes 0.3 --output /corpus/corpus.txt
  run bpe-train --input /corpus/corpus.txt --vocab-size 400 --special-token '<|endoftext|>' --output /corpus/tokenizer
  run bpe-encode --tokenizer /corpus/tokenizer --input /corpus/corpus.txt --parts 4 --output /corpus/encoded
  run shard --input /corpus/encoded --shuffle --valid-fraction 0.1 --output /corpus/dataset
  run lm-train --dataset /corpus/dataset --output /corpus/model --context-length 32 --d-model 32 --layers 2 --heads 2 \
    --steps 20 --batch-size 4
  run lm-eval --checkpoint /corpus/model --dataset /corpus/dataset --output /corpus/eval.json >/dev/null
  run lm-sample --checkpoint /corpus/model --tokenizer /corpus/tokenizer --prompt 'Once upon a time' --seed 1 \
    >"$scratch/sample"
  grep -q '^Once upon a time' "$scratch/sample" || fail "no story where only the C library is"
  [ "$(stat -c %u "$root/corpus/manifest.db")" = 65532 ] || fail "the manifest is not the user's"
  say "with the C library of $1 alone, for a user without rights: a story"
  rm -rf "${system:?}" "${root:?}"
}

printf '| system | package | from an empty system to a story | size |\n|---|---|---|---|\n'
for suite in "${suites[@]}"; do
  # An empty system has no xz, which all but the smallest have.
  row "$suite" "$tarball" 'apt-get -qq update; apt-get -qq install -y --no-install-recommends xz-utils
    cd /root; tar -xf letterpress-*.tar.xz; letterpress-*/pipelines/quickstart.sh --fast' \
    'cd /root/letterpress-*/; ./install.sh --prefix /usr/local; (cd / && lm-train --version)
    ./install.sh --prefix /usr/local --uninstall; [ ! -e /usr/local/bin/lm-train ]'
  row "$suite" "$package" 'dpkg -i /root/letterpress_*.deb
    cd /tmp; bash /usr/share/letterpress/pipelines/quickstart.sh --fast; [ -e /tmp/runs/fast/model ]' \
    'lm-train --version; dpkg -r letterpress; [ ! -e /usr/bin/lm-train ]'
done
bare "${suites[0]}"
