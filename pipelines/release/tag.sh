#!/usr/bin/env bash
#
# Checks that a commit is ready to be released under a tag: the tag is the tools' version, CHANGELOG.md has the
# version's section, files of the version are kept for the tests, and the shell scripts name no other version.
#
#   pipelines/release/tag.sh v1.2.3        or refs/tags/v1.2.3; of anything else only the version's form is checked
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

tag=${1:?which tag?}
tag=${tag#refs/tags/}
[[ "$version" =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] ||
  fail "ToolVersion.current is $version, which is no semantic version; expected such as 1.2.3"
case "$tag" in
  v[0-9]*) ;;
  *)
    say "$tag is no tag of a release; the tools are of version $version"
    exit 0
    ;;
esac
[ "$tag" = "v$version" ] || fail "the tag is $tag and ToolVersion.current $version; expected v$version"
grep -qE "^## ${version//./\\.}( |$)" CHANGELOG.md ||
  fail "CHANGELOG.md has no section '## $version'; give that name to what is under Unreleased"
kept=Tests/PipelineTests/Fixtures/releases/$version.tar.gz
[ -e "$kept" ] || fail "there is no $kept; make it with pipelines/release/keep-files.sh"
say "$tag is ready"
