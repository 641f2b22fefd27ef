#!/usr/bin/env bash
#
# Makes the release for arm64 on an x86-64 Linux, and tries it in an emulator: Debian unstable in a folder, which has a Swift
# for both, of one version; the tools are built in there, by release/build.sh. Needs root, debootstrap and Debian's mirror,
# and fetches 1.2 GB the first time; fifteen minutes on two cores.
#
#   pipelines/release/cross.sh                            into runs/release
#   RELEASE_FOLDER=FOLDER pipelines/release/cross.sh
#
# CROSS is where the system is kept for the next time. What is built by another Swift has other bytes: the releases that are
# published are made on machines of their own kind.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

: "${CROSS:=runs/cross}" "${RELEASE_FOLDER:=$PWD/runs/release}"
RELEASE_FOLDER=$(from_caller "$RELEASE_FOLDER")
mkdir -p "$CROSS" "$RELEASE_FOLDER"
CROSS=$(cd "$CROSS" && pwd)
target=aarch64 architecture=arm64
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || refuse "for an x86-64 Linux; elsewhere release/build.sh makes the machine's own"
[ "$(id -u)" = 0 ] || refuse "needs root, for the system in $CROSS"
system=$CROSS/system

# inside COMMAND: in the system, where this repository, CROSS and the release's folder have the paths that they have here.
inside() {
  # shellcheck disable=SC2016  # the shell inside expands them
  unshare --mount --pid --fork bash -euc '
    mount -t proc proc "$1/proc"
    mount --bind /dev "$1/dev"
    for folder in "${@:3}"; do mkdir -p "$1$folder"; mount --bind "$folder" "$1$folder"; done
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      chroot "$1" bash -euc "$2" "$3/pipelines/release/cross.sh"' inside "$system" "$1" "$PWD" "$CROSS" "$RELEASE_FOLDER" </dev/null
}

make_system() {
  rm -rf "$system.partial"
  heading "Debian unstable in $system"
  debootstrap --variant=minbase sid "$system.partial" http://deb.debian.org/debian >"$CROSS/log" ||
    { tail "$CROSS/log" >&2; fail "debootstrap failed"; }
  cp /etc/resolv.conf "$system.partial/etc"
  mv "$system.partial" "$system"
  inside "dpkg --add-architecture $architecture && apt-get update -q -o Acquire::Check-Valid-Until=false && apt-get install -q -y --no-install-recommends \
    swiftlang lld libc6-dev g++ qemu-user ca-certificates curl git xz-utils zstd sqlite3 bc" \
    >"$CROSS/log" 2>&1 || { tail "$CROSS/log" >&2; rm -rf "$system"; fail "the packages cannot be installed"; }
}

# Swift's library for the other machine, of the same version, beside the C library that release/sysroot.sh fetches: together
# what SwiftPM calls a Swift SDK.
make_sdk() {
  local folder=$CROSS/sdks/letterpress-$target.artifactbundle root=$CROSS/sysroot/root
  pipelines/release/sysroot.sh "$CROSS/sysroot" "$target"
  if [ -e "$folder/info.json" ] && [ -e "$root/usr/lib/swift_static" ]; then return; fi
  heading "Swift's library for $target"
  inside "cd '$CROSS' && apt-get download -q swiftlang:$architecture && rm -rf swift && dpkg-deb -x swiftlang_*_$architecture.deb swift
    rm swiftlang_*_$architecture.deb" >&2
  rm -rf "$root/usr/lib"/{swift,swift_static,clang}
  mv "$CROSS/swift/usr/libexec/swift/lib"/{swift,swift_static,clang} "$root/usr/lib"
  rm -rf "$CROSS/swift"
  mkdir -p "$folder/sdk"
  printf '{"schemaVersion": "1.0", "rootPath": "/usr/libexec/swift/bin", "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]}}\n' \
    >"$folder/sdk/toolset.json"
  printf '{"schemaVersion": "4.0", "targetTriples": {"%s": {"sdkRootPath": "%s", "swiftResourcesPath": "%s", "swiftStaticResourcesPath": "%s", "toolsetPaths": ["toolset.json"]}}}\n' \
    "$target-unknown-linux-gnu" "$root" "$root/usr/lib/swift" "$root/usr/lib/swift_static" >"$folder/sdk/swift-sdk.json"
  printf '{"schemaVersion": "1.0", "artifacts": {"letterpress-%s": {"type": "swiftSDK", "version": "1", "variants": [{"path": "sdk"}]}}}\n' \
    "$target" | write_whole "$folder/info.json" cat
}

if [ ! -d "$system" ]; then make_system; fi
make_sdk

heading "the tools for $target"
# The one package that they need is fetched here, where git is set up.
if [ ! -e "$CROSS/source/.git" ]; then git clone --quiet --no-hardlinks . "$CROSS/source"; fi
git -C "$CROSS/source" fetch --quiet "$PWD" HEAD
git -C "$CROSS/source" reset --quiet --hard FETCH_HEAD
set_commit
(cd "$CROSS/source" && swift package --scratch-path .build-release-static resolve >&2)
inside "cd '$CROSS/source' && git config --global --add safe.directory '*' && MACHINE=$target SYSROOT='$CROSS/sysroot' \
  SWIFT_SDKS='$CROSS/sdks' RELEASE_FOLDER='$RELEASE_FOLDER' SOURCE_DATE_EPOCH='$SOURCE_DATE_EPOCH' \
  PATH=/usr/libexec/swift/bin:\$PATH pipelines/release/build.sh" >&2

heading "a story, in the emulator"
name=letterpress-$version-linux-$target
rm -rf "$CROSS/run" "$CROSS/emulated"
mkdir "$CROSS/run"
tar -xf "$RELEASE_FOLDER/$name.tar.xz" -C "$CROSS"
# By every tool, with a model so small that an emulator trains it.
inside "cd '$CROSS/source' && export MACHINE=$target SYSROOT='$CROSS/sysroot' && . pipelines/lib.sh && . pipelines/release/common.sh
  emulated '$CROSS/$name/bin' '$CROSS/emulated' && cd '$CROSS/run' && BIN='$CROSS/emulated' && stories_as_tokens . 0.3
  \$BIN/lm-train --quiet --dataset dataset --output model --steps 40 --context-length 32 --d-model 32 --layers 2 --heads 2 \
    --d-ff 64 --batch-size 8 --lr 1e-2 --validate-every 20
  \$BIN/lm-eval --quiet --checkpoint model --dataset dataset --tokenizer tokenizer --max-tokens 2000
  \$BIN/lm-sample --checkpoint model --tokenizer tokenizer --prompt 'Once upon a time' --max-new-tokens 40
  \$BIN/manifest verify" >"$CROSS/story" || { cat "$CROSS/story" >&2; fail "the tools do not work in the emulator"; }
cat "$CROSS/story" >&2
grep -q 'Once upon a time' "$CROSS/story" || fail "no story"
rm -rf "${CROSS:?}/$name" "$CROSS/emulated" "$CROSS/run"
say "$RELEASE_FOLDER/$name.tar.xz: built, and its tools made a tokenizer, a dataset, a model and a text in the emulator"
