# shellcheck shell=bash
#
# What the scripts of a release share: its name, its time, the tools of the system that differ.
# shellcheck disable=SC2034  # each script uses some of it

tools=(bpe-train bpe-encode shard lm-train lm-eval lm-sample manifest tell-stories)

# The version is the tools' own.
version=$(sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/CommandSupport/Command/ToolVersion.swift)

# The machine that the release is for. MACHINE names another one on Linux: release/cross.sh, which has what that takes.
machine=${MACHINE:-$(uname -m)}

# What release/sysroot.sh has put somewhere, or will.
: "${SYSROOT:=$PWD/.build-release-static/sysroot}"

# What runs the machine's programs: nothing, or an emulator.
emulator=()
if [ "$machine" != "$(uname -m)" ]; then
  emulator=("$(command -v "qemu-$machine-static" "qemu-$machine" | head -n 1)" -L "$SYSROOT/root")
  [ -n "${emulator[0]}" ] || refuse "no emulator for $machine; install qemu-user-static"
fi

# emulated FOLDER NEW: the folder's tools, so that they run here, in a new folder.
emulated() {
  local tool
  mkdir -p "$2"
  for tool in "${tools[@]}"; do
    printf '#!/bin/sh\nexec %s"%s" "$@"\n' "$(printf "'%s' " "${emulator[@]}")" "$1/$tool" >"$2/$tool"
    chmod 755 "$2/$tool"
  done
}

# system_name: linux-x86_64, linux-aarch64 or macos-arm64.
system_name() {
  case "$(uname -s)" in
    Linux) printf 'linux-%s\n' "$machine" ;;
    Darwin) printf 'macos-%s\n' "$(uname -m)" ;;
    *) refuse "releases are for Linux and macOS, this is $(uname -s)" ;;
  esac
}

# set_commit: the commit and its time, which is the time of all files of the release; SOURCE_DATE_EPOCH is another.
set_commit() {
  if LETTERPRESS_COMMIT=$(git rev-parse --short=12 HEAD 2>/dev/null); then
    : "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
    git diff --quiet HEAD -- Sources Package.swift pipelines docs ./*.md || LETTERPRESS_COMMIT+=+changes
  else
    LETTERPRESS_COMMIT=
    : "${SOURCE_DATE_EPOCH:=0}"
  fi
  export LETTERPRESS_COMMIT SOURCE_DATE_EPOCH
}

# real_path FILE: where links end; macOS has it as a command since version 13.
real_path() { realpath "$1" 2>/dev/null || readlink -f "$1"; }

# sha256 FILE…: as sha256sum prints it.
sha256() { if have sha256sum; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# sha1 FILE…: SPDX asks for it beside SHA-256.
sha1() { if have sha1sum; then sha1sum "$@"; else shasum "$@"; fi; }

# at_time FOLDER: everything below it gets the release's time and the rights of everybody's files.
at_time() {
  local stamp
  stamp=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M.%S 2>/dev/null || date -u -r "$SOURCE_DATE_EPOCH" +%Y%m%d%H%M.%S)
  chmod -R u=rwX,go=rX "$1"
  find "$1" -exec env TZ=UTC touch -h -t "$stamp" {} +
}

# packed FOLDER NAME: a tar of FOLDER/NAME on standard output: the same files, the same bytes.
packed() {
  local owner=(--uid 0 --gid 0 --uname '' --gname '')
  if tar --version 2>/dev/null | grep -q GNU; then owner=(--owner=0 --group=0 --numeric-owner); fi
  (cd "$1" && find "$2" | LC_ALL=C sort | tar --format=ustar "${owner[@]}" --no-recursion -cf - -T -)
}
