#!/usr/bin/env bash
#
# Installs the system packages that Letterpress needs and that are missing; with --tests also what only the tests need
# (faketime, which sets the clock back), with --release what only pipelines/release needs:
#
#   libzstd and libsqlite3 with their headers   the tools link with them              about 3 MB
#   the zstd and sqlite3 commands               to look at shards and at manifest.db  about 2 MB
#
# It uses apt on Debian and Ubuntu (with sudo, unless you are root) and Homebrew on macOS. Swift itself is only checked,
# at the end: this script never installs a compiler.
. "$(dirname "$0")/lib.sh"

install_with_brew() {
  # macOS ships SQLite; Homebrew's zstd brings the command, the library and its pkg-config file.
  local package
  for package in zstd pkgconf "$@"; do
    brew list --formula "$package" >/dev/null 2>&1 || { say "installing $package"; brew install --quiet "$package" >&2; }
  done
}

check_swift() {
  local version
  if ! have swift; then
    say "there is no swift here; get version 6.2 or newer from https://www.swift.org/install/ and run this again"
    return 1
  fi
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  if printf '%s\n' "$version" | awk -F. '{ exit !($1 < 6 || $1 == 6 && $2 < 2) }'; then
    say "swift is version $version, expected 6.2 or newer; get it from https://www.swift.org/install/"
    return 1
  fi
}

if have dpkg-query && have apt-get; then
  packages=(libzstd-dev libsqlite3-dev zstd sqlite3)
  case "${1:-}" in
    --tests) packages+=(faketime) ;;
    --release) packages+=(binutils ca-certificates curl debootstrap git lintian xz-utils) ;;
  esac
  install_with_apt "${packages[@]}"
elif have brew; then
  if [ "${1:-}" = --release ]; then install_with_brew xz; else install_with_brew; fi
else
  say "neither apt nor Homebrew is here; install the libraries zstd and sqlite3 with their headers yourself"
fi
check_swift
