#!/usr/bin/env bash
#
# Fetches a large corpus and prints the path of the file to use.
#
#   data/download.sh tinystories [FOLDER]   2.2 GB   stories in the words of a small child (Eldan and Li 2023)
#   data/download.sh owt [FOLDER]           4.6 GB   a sample of OpenWebText, gzip, 12 GB unpacked
#
# An interrupted download goes on where it stopped. The file gets its name only when it is whole: its size must be
# the one that the server announces, and its SHA-256 the one that the server announces, where it does. The digest is
# then kept beside the file (NAME.sha256), and a file that is there already is checked against it.
set -euo pipefail

say() { printf 'download: %s\n' "$*" >&2; }
fail() { say "$1"; exit "${2:-74}"; }

case "${1:-}" in
  tinystories) url=https://huggingface.co/datasets/roneneldan/TinyStories/resolve/main/TinyStoriesV2-GPT4-train.txt ;;
  owt) url=https://huggingface.co/datasets/stanford-cs336/owt-sample/resolve/main/owt_train.txt.gz ;;
  http://* | https://* | file://*) url=$1 ;;
  *) fail "expected tinystories, owt or a URL; usage: data/download.sh tinystories|owt|URL [FOLDER]" 64 ;;
esac
folder=${2:-$(dirname "$0")/downloads}
name=${url##*/}
target="$folder/$name"
partial="$target.partial"

digest_of() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

size_of() { wc -c <"$1" | tr -d ' '; }

# The last value of a header in the answers that curl collected, redirections included; empty if there is none.
header() {
  printf '%s\n' "$headers" | tr -d '\r' | sed -n "s/^$1: *//p" | tr -d '"' | tail -n 1
}

command -v curl >/dev/null 2>&1 || fail "there is no curl; install it with your package manager and run this again" 1

mkdir -p "$folder"
if [ -e "$target" ] && [ -e "$target.sha256" ]; then
  say "$name is here; checking its digest"
  [ "$(digest_of "$target")" = "$(cut -d ' ' -f 1 <"$target.sha256")" ] ||
    fail "$target: its bytes are not those of $target.sha256; remove both and run this again" 65
  printf '%s\n' "$target"
  exit 0
fi

# A file without its digest was put here by hand: it has to pass the same checks.
if [ -e "$target" ]; then mv "$target" "$partial"; fi

headers=$(curl -fsSIL "$url" | tr '[:upper:]' '[:lower:]') || fail "$url: no answer; is there a network?" 75
size=$(header content-length)
# For large files the server names the digest of the content in a header of its own.
announced=$(header x-linked-etag)
case "$announced" in *[!0-9a-f]*) announced="" ;; esac
[ "${#announced}" -eq 64 ] || announced=""

if [ -e "$partial" ] && [ -n "$size" ] && [ "$(size_of "$partial")" -gt "$size" ]; then
  fail "$partial: $(size_of "$partial") bytes, expected at most $size; remove it and run this again" 65
fi
if [ ! -e "$partial" ] || [ "$(size_of "$partial")" != "$size" ]; then
  say "$name: ${size:-?} bytes"
  code=0
  curl -fL --retry 5 --retry-delay 2 -C - -o "$partial" "$url" >&2 || code=$?
  if [ "$code" -eq 33 ]; then
    say "this server can not go on in the middle of a file; starting over"
    rm -f "$partial"
    code=0
    curl -fL --retry 5 --retry-delay 2 -o "$partial" "$url" >&2 || code=$?
  fi
  [ "$code" -eq 0 ] || fail "$url: broke off (curl $code); run this again to go on" 75
fi
if [ -n "$size" ] && [ "$(size_of "$partial")" != "$size" ]; then
  fail "$partial: $(size_of "$partial") bytes, expected $size; remove it and run this again" 65
fi
digest=$(digest_of "$partial")
if [ -n "$announced" ] && [ "$digest" != "$announced" ]; then
  fail "$partial: sha256 $digest, expected $announced; remove it and run this again" 65
fi
printf '%s  %s\n' "$digest" "$name" >"$target.sha256.partial"
mv "$target.sha256.partial" "$target.sha256"
mv "$partial" "$target"
say "$name: whole${announced:+, its digest is the one that the server announced}"
printf '%s\n' "$target"
