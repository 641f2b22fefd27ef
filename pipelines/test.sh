#!/usr/bin/env bash
#
# The second command: everything that a change must pass. About 15 minutes on 2 cores from a fresh clone, most of it
# the first build; a few minutes after that.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*" >&2; }

say "1/5 system packages"
pipelines/setup.sh --tests

say "2/5 shell scripts: syntax"
for script in pipelines/*.sh data/*.sh .ci/run; do bash -n "$script"; done

say "3/5 format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests data

say "4/5 build, tests included; a warning in our own code fails the test"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
pipelines/build.sh --build-tests 2>&1 | tee "$log" >&2
if grep -E "^$PWD/(Sources|Tests|data)/.*warning:" "$log" >&2; then
  say "the warnings above are in our own code; mend them"
  exit 1
fi

say "5/5 tests, with the real libraries as readers where they can be had"
if [ -z "${LETTERPRESS_PYTHON:-}" ]; then
  if LETTERPRESS_PYTHON=$(pipelines/peers.sh); then
    export LETTERPRESS_PYTHON
  else
    unset LETTERPRESS_PYTHON
    say "no Python libraries here: the tests that need them are skipped"
  fi
fi
swift test -c release -Xswiftc -enable-testing --skip-build 2>&1 | tee "$log"

# What was not tested is named, and nothing but what is known may be among it.
there=(${LETTERPRESS_PYTHON:+python})
if [ "$(id -u)" -eq 0 ]; then there+=(root); fi
if [ "$(uname)" = Linux ]; then there+=(linux); fi
pipelines/checks/skips.sh "$log" "${there[@]}"

say "all tests passed in $SECONDS s"
