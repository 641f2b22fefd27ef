#!/usr/bin/env bash
#
# Makes a package for Debian and Ubuntu of a tarball that release/build.sh made, beside it: tools, manual pages,
# completions and the quickstart. Needs dpkg-deb; lintian, where it is there, must find nothing.
#
#   pipelines/release/deb.sh runs/release/letterpress-….tar.xz
#
# MAINTAINER is who answers for the package. The same tarball gives the same bytes.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

tarball=$(from_caller "${1:?which tarball?}")
: "${MAINTAINER:=Letterpress authors <letterpress@users.noreply.github.com>}"
set_commit
case "$tarball" in
  *-linux-x86_64.tar.xz) architecture=amd64 ;;
  *-linux-aarch64.tar.xz) architecture=arm64 ;;
  *) refuse "$tarball is not a tarball for Linux; expected letterpress-…-linux-x86_64.tar.xz or -aarch64" ;;
esac
make_scratch
tar -xf "$tarball" -C "$scratch"
from=$(echo "$scratch"/letterpress-*)
root=$scratch/package
share=$root/usr/share
package=$(dirname "$tarball")/letterpress_${version}_$architecture.deb
# The oldest C library, as release/check.sh holds the tools to it.
glibc=$(sed -n 's/^promised=//p' pipelines/release/check.sh)

# --- Files ------------------------------------------------------------------------------------------------------------

mkdir -p "$root/DEBIAN" "$root/usr/bin" "$share/doc/letterpress" "$share/letterpress" "$share/lintian/overrides" \
  "$share/man" "$share/zsh/vendor-completions"
cp "$from/bin"/* "$root/usr/bin"
# A package has no names of functions; those of the tarball keep them for traces.
strip --strip-all "$root/usr/bin"/*
cp -R "$from/share/man/man1" "$share/man/man1"
gzip -9n "$share/man/man1"/*
cp -R "$from/share/bash-completion" "$from/share/fish" "$share"
cp "$from/share/zsh/site-functions"/* "$share/zsh/vendor-completions"
# They are sourced and not run.
sed -i '1 { /^#!/d; }' "$share/bash-completion/completions"/*
# What needs no download and no repository.
mkdir -p "$share/letterpress/pipelines/run"
cp "$from/pipelines/lib.sh" "$from/pipelines/quickstart.sh" "$from/pipelines/install-plugin.sh" "$share/letterpress/pipelines"
cp "$from/pipelines/run/recipe.sh" "$from/pipelines/run"/encode-* "$from/pipelines/run"/train-* "$share/letterpress/pipelines/run"
chmod +x "$share/letterpress/pipelines/run"/*.sbatch
cp "$from/README.md" "$share/doc/letterpress"

# Of Swift's licence, the exception that it adds to one that every Debian has.
copyright() {
  printf 'Letterpress, and what is linked into its programs.\n\n'
  cat "$from/licenses/letterpress.txt"
  for file in "$from/licenses"/*; do
    [ "$file" != "$from/licenses/letterpress.txt" ] || continue
    printf '\n%s\n\n' "--- $(basename "$file" .txt) ---"
    case "$file" in
      */swift*)
        printf 'Apache License 2.0, /usr/share/common-licenses/Apache-2.0, with this exception:\n\n'
        sed -n '/Runtime Library Exception to the Apache/,$p' "$file"
        ;;
      *) cat "$file" ;;
    esac
  done
}
copyright >"$share/doc/letterpress/copyright"

date=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
cat >"$scratch/changelog" <<END
letterpress ($version) unstable; urgency=medium

  * Release $version; CHANGELOG.md of the sources says what is new.

 -- $MAINTAINER  $date
END
gzip -9nc "$scratch/changelog" >"$share/doc/letterpress/changelog.gz"

# The libraries are linked statically so that one package installs on every release; docs/releases.md says how they are
# renewed.
for tool in "${tools[@]}"; do
  for library in libzstd sqlite; do printf 'letterpress: embedded-library *%s*[usr/bin/%s]\n' "$library" "$tool"; done
done >"$share/lintian/overrides/letterpress"

cat >"$root/DEBIAN/control" <<END
Package: letterpress
Version: $version
Architecture: $architecture
Maintainer: $MAINTAINER
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Depends: libc6 (>= $glibc)
Section: science
Priority: optional
Description: raw text to a trained language model, in small programs
 Programs that meet only in files: bpe-train and bpe-encode make tokens of a
 text, shard packs them, lm-train trains a Transformer on them, lm-eval and
 lm-sample measure it and let it write, and manifest knows what was made from
 what. They run on processors alone, and on a GPU where there is one.
 .
 bash /usr/share/letterpress/pipelines/quickstart.sh --fast makes a model that
 tells stories in twenty seconds.
END
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
at_time "$root"

# --- Package ----------------------------------------------------------------------------------------------------------

dpkg-deb --root-owner-group -Zxz -z9 --threads-max=1 --build "$root" "$package" >&2
say "$package: $(wc -c <"$package") bytes, SHA-256 $(sha256 "$package" | cut -d' ' -f1)"
if have lintian; then
  lintian --fail-on error,warning --allow-root --info "$package" >&2
  say "lintian finds nothing"
else
  say "SKIPPED: lintian, which is not installed"
fi
