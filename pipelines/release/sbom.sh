#!/usr/bin/env bash
#
# Prints what a release consists of, as SPDX 2.3 in JSON: the tools with their SHA-256, and every library in them with
# its version, licence and origin. release/build.sh calls it.
#
#   pipelines/release/sbom.sh TARBALL SYSROOT
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

tarball=$(from_caller "${1:?which tarball?}") sysroot=${2:?what release/sysroot.sh fetched}
set_commit
name=$(basename "$tarball" .tar.xz)
digest=$(sha256 "$tarball" | cut -d' ' -f1)
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
make_scratch
tar -xf "$tarball" -C "$scratch"

# library NAME VERSION LICENCE ORIGIN [SHA256]: one package of the list.
library() {
  local sums=
  if [ -n "${5:-}" ]; then sums=$(printf ', "checksums": [{"algorithm": "SHA256", "checksumValue": "%s"}]' "$5"); fi
  printf ',\n    {"SPDXID": "SPDXRef-%s", "name": "%s", "versionInfo": "%s", "downloadLocation": "%s"%s,\n' \
    "$(printf '%s' "$1" | tr -c 'A-Za-z0-9.\n' '-')" "$1" "$2" "$4" "$sums"
  printf '     "filesAnalyzed": false, "licenseConcluded": "%s", "licenseDeclared": "%s", "copyrightText": "NOASSERTION"}' \
    "$3" "$3"
  printf '%s\n' "$1" >>"$scratch/libraries"
}

# debian NAME LICENCE: a package of Debian's, as it is pinned.
debian() {
  local package version sum path
  while read -r package version sum path; do
    if [ "$package" = "$1" ]; then library "$1" "$version" "$2" "http://deb.debian.org/$path" "$sum"; fi
  done <"$sysroot/pins"
}

libraries() {
  library swift-argument-parser "$(sed -n 's/.*swift-argument-parser", exact: "\(.*\)").*/\1/p' Package.swift)" \
    'Apache-2.0 WITH Swift-exception' https://github.com/apple/swift-argument-parser
  case "$name" in
    *-linux-*)
      library swift-runtime "$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)" \
        'Apache-2.0 WITH Swift-exception' https://www.swift.org/install/
      debian libzstd-dev BSD-3-Clause
      debian libsqlite3-dev blessing
      debian libstdc++-12-dev 'GPL-3.0-or-later WITH GCC-exception-3.1'
      debian libgcc-10-dev 'GPL-3.0-or-later WITH GCC-exception-3.1'
      debian libc6-dev 'LGPL-2.1-or-later'
      ;;
    *) library zstd "$(brew list --versions zstd | cut -d' ' -f2)" BSD-3-Clause https://github.com/facebook/zstd ;;
  esac
}

files() {
  local tool file
  for tool in "${tools[@]}"; do
    file=$scratch/$name/bin/$tool
    printf '%s    {"SPDXID": "SPDXRef-File-%s", "fileName": "./bin/%s",\n' "${separator:-}" "$tool" "$tool"
    printf '     "checksums": [{"algorithm": "SHA1", "checksumValue": "%s"}, {"algorithm": "SHA256", "checksumValue": "%s"}],\n' \
      "$(sha1 "$file" | cut -d' ' -f1)" "$(sha256 "$file" | cut -d' ' -f1)"
    printf '     "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"], "copyrightText": "NOASSERTION"}'
    separator=$',\n'
  done
  printf '\n'
}

relations() {
  local library tool
  printf '    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-letterpress"}'
  for tool in "${tools[@]}"; do
    printf ',\n    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-File-%s"}' \
      "$tool"
  done
  while IFS= read -r library; do
    printf ',\n    {"spdxElementId": "SPDXRef-letterpress", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "SPDXRef-%s"}' \
      "$(printf '%s' "$library" | tr -c 'A-Za-z0-9.\n' '-')"
  done <"$scratch/libraries"
  printf '\n'
}

cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "$name",
  "documentNamespace": "https://spdx.org/spdxdocs/$name-$digest",
  "creationInfo": {"created": "$created", "creators": ["Tool: letterpress-release-$version"]},
  "packages": [
    {"SPDXID": "SPDXRef-letterpress", "name": "letterpress", "versionInfo": "$version",
     "packageFileName": "$(basename "$tarball")", "sourceInfo": "built from commit ${LETTERPRESS_COMMIT:-unknown}",
     "checksums": [{"algorithm": "SHA256", "checksumValue": "$digest"}],
     "downloadLocation": "NOASSERTION", "filesAnalyzed": false, "licenseConcluded": "MIT", "licenseDeclared": "MIT",
     "copyrightText": "NOASSERTION"}$(libraries)
  ],
  "files": [
$(files)
  ],
  "relationships": [
$(relations)
  ]
}
END
