#!/usr/bin/env bash
#
# Makes bad things happen to the unmodified tools, and checks the guarantees: outputs whole, no temporary files, a
# correct manifest, and the same bytes when the same command runs again.
#
#   pipelines/test/hardship.sh kills [STAGE…]     kill -9 at random moments and before every call that changes files
#   pipelines/test/hardship.sh faults [TOOL…]     full and failing disks, interrupted and partial calls, at every call
#   pipelines/test/hardship.sh memory [STAGE…]    refused memory, at any request
#   pipelines/test/hardship.sh limits [CASE…]     huge and tiny documents, vocabularies, parts and threads
#   pipelines/test/hardship.sh together [PART…]   swapped inputs, rival runs, rebuilds, damaged receipts
#
# `hardship.sh kills --help` explains one of them and the variables that make it shorter or longer. BIN names the folder
# of the tools (.build/release). docs/reliability.md and docs/manifest.md have the results.
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
