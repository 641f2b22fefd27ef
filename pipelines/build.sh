#!/usr/bin/env bash
#
# Builds the tools into .build/release: about 2 minutes on 2 cores the first time, seconds after that.
# An import of a target that Package.swift does not let it reach is an error.
#
#   pipelines/build.sh                 the tools
#   pipelines/build.sh --build-tests   the tools and the tests
. "$(dirname "$0")/lib.sh"

# What --version says. Without git, or in an archive of its own, the build is told nothing.
if [ -e .git ] && LETTERPRESS_COMMIT=$(git rev-parse --short=12 HEAD 2>/dev/null); then
  git diff --quiet HEAD -- Sources Package.swift || LETTERPRESS_COMMIT+=+changes
  export LETTERPRESS_COMMIT
fi
exec swift build -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error "$@" >&2
