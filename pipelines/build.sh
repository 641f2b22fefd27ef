#!/usr/bin/env bash
#
# Builds the tools into .build/release: about 6 minutes on 2 cores the first time, most of it the dependencies,
# and seconds after that. `swift test` uses the same flags (see test.sh), so that everything is compiled once.
# An import of a target that Package.swift does not let it reach is an error.
#
#   pipelines/build.sh                 the tools
#   pipelines/build.sh --build-tests   the tools and the tests
. "$(dirname "$0")/lib.sh"
exec swift build -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error "$@" >&2
