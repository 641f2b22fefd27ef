#!/usr/bin/env bash
#
# Publishes what the release of every system left in a folder: on GitHub, under the tag, with the version's section of
# CHANGELOG.md as its text. Needs the gh command, and a token with the right to write in GH_TOKEN.
#
#   pipelines/release/publish.sh FOLDER v1.2.3 https://github.com/OWNER/NAME
#
# DRY_RUN=yes makes the formula, the sums and the text, and publishes nothing.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

folder=$(from_caller "${1:?which folder?}")
tag=${2:?which tag?}
home=${3:?the address of the repository}

pipelines/release/tag.sh "$tag"
pipelines/release/formula.sh "$folder" "$home" | write_whole "$folder/letterpress.rb" cat
awk -v version="$version" '/^## / { inside = $2 == version; next } inside' CHANGELOG.md | write_whole "$folder/notes.md" cat
[ -s "$folder/notes.md" ] || fail "CHANGELOG.md says nothing of $version"
cd "$folder"
cat letterpress-"$version"-*.sha256 | write_whole SHA256SUMS cat
sha256 letterpress_* letterpress.rb >>SHA256SUMS
if [ -n "${DRY_RUN:-}" ]; then exit; fi
gh release create "$tag" --repo "${home#*github.com/}" --title "Letterpress $version" --notes-file notes.md \
  letterpress-"$version"-*.tar.xz letterpress-"$version"-*.spdx.json letterpress_* letterpress.rb SHA256SUMS
