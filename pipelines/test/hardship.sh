#!/usr/bin/env bash
#
# Lets bad things happen to the unchanged tools, and looks whether what they promise still holds: outputs whole, nothing
# temporary left, a manifest that is true, and the same command afterwards coming to the same bytes.
#
#   pipelines/test/hardship.sh kills [STAGE…]     kill -9 at random instants and before every call that changes files
#   pipelines/test/hardship.sh faults [TOOL…]     full and failing disks, interrupted and short calls, at every call
#   pipelines/test/hardship.sh memory [STAGE…]    memory that is not granted, at any request
#   pipelines/test/hardship.sh limits [CASE…]     huge and tiny documents, vocabulary, parts and threads
#   pipelines/test/hardship.sh together [PART…]   exchanged inputs, rival runs, rebuilds, damaged receipts
#
# `hardship.sh kills --help` tells what one of them does, and which variables make it shorter or longer. BIN names the
# folder of the tools (.build/release). The pages that say what came of it: docs/reliability.md, docs/manifest.md.
. "$(dirname "$0")/../lib.sh"

drill=${1:-}
case "$drill" in
  kills | faults | memory | limits | together) shift ;;
  '') refuse "which: kills, faults, memory, limits or together? --help has a line about each" ;;
  *) refuse "$drill: expected kills, faults, memory, limits or together; --help has a line about each" ;;
esac
case "${1:-}" in
  -h | --help)
    manual "pipelines/test/hardship/$drill.sh"
    exit 0
    ;;
esac
script=$drill words=("$@")

. pipelines/test/hardship/common.sh
# By name, so that shellcheck follows.
case "$drill" in
  kills) . pipelines/test/hardship/kills.sh ;;
  faults) . pipelines/test/hardship/faults.sh ;;
  memory) . pipelines/test/hardship/memory.sh ;;
  limits) . pipelines/test/hardship/limits.sh ;;
  together) . pipelines/test/hardship/together.sh ;;
esac
