#!/usr/bin/env bash
#
# Builds the tools into .build/release: about 2 minutes on 2 cores the first time, seconds after that.
# An import of a target that Package.swift does not let it reach is an error.
#
#   pipelines/build.sh                 the tools
#   pipelines/build.sh --build-tests   the tools and the tests
. "$(dirname "$0")/lib.sh"
exec swift build -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error "$@" >&2
