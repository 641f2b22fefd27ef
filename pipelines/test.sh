#!/usr/bin/env bash
#
# Runs everything that a change must pass. About 15 minutes on 2 cores from a fresh clone, most of it the first build; a
# few minutes after that.
. "$(dirname "$0")/lib.sh"

heading "1/5 system packages"
pipelines/setup.sh --tests

heading "2/5 shell scripts and workflows"
pipelines/test/scripts.sh
pipelines/test/workflows.sh

heading "3/5 format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests

heading "4/5 build, tests included; a warning in our own code fails the test"
make_scratch
log=$scratch/log
pipelines/build.sh --build-tests 2>&1 | tee "$log" >&2
if grep -E "^$PWD/(Sources|Tests)/.*warning:" "$log" >&2; then
  fail "the warnings above are in our own code; mend them"
fi

heading "5/5 tests, with the real libraries as readers and a plugin as device where they can be had"
if [ -z "${LETTERPRESS_PYTHON:-}" ]; then
  if LETTERPRESS_PYTHON=$(pipelines/bench/peers.sh); then
    export LETTERPRESS_PYTHON
  else
    unset LETTERPRESS_PYTHON
    say "no Python libraries here: the tests that need them are skipped"
  fi
fi
if [ -z "${LETTERPRESS_PLUGINS:-}" ]; then
  export LETTERPRESS_PLUGINS=$PWD/runs/plugins
  pipelines/install-plugin.sh cpu || say "no plugin here: the tests that need one are skipped"
fi
swift test -c release -Xswiftc -enable-testing --skip-build 2>&1 | tee "$log"

# What was not tested is named, and nothing but what is known may be among it.
there=(${LETTERPRESS_PYTHON:+python})
for plugin in cpu cuda; do
  if compgen -G "$LETTERPRESS_PLUGINS/$plugin*/installed" >/dev/null; then there+=("$plugin"); fi
done
if [ "$(id -u)" -eq 0 ]; then there+=(root); fi
if [ "$(uname)" = Linux ]; then there+=(linux); fi
pipelines/test/skips.sh "$log" "${there[@]}"

heading "all tests passed in $SECONDS s"
