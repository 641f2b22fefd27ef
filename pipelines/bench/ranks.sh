#!/usr/bin/env bash
#
# Compares the speed of lm-train with several processes of one thread each with PyTorch's DistributedDataParallel over
# gloo, and with one process of as many threads. Ours and theirs run alternately. Medians of the ratios go to standard
# output and to the end of docs/benchmarks/ranks.md.
#
#   pipelines/bench/ranks.sh                         5 pairs of each, 10 minutes on 2 cores plus installing PyTorch
#   PAIRS=9 RANKS=4 pipelines/bench/ranks.sh         more pairs, more processes
#   LAUNCHER='mpirun.mpich' pipelines/bench/ranks.sh another MPI
#
# PYTHON names a python with PyTorch to use instead. The fastest PyTorch needs a C++ compiler.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-ranks}"
: "${PAIRS:=5}" "${RANKS:=2}" "${CONFIGS:=tinystories small}" "${VARIANTS:=compiled eager}" "${LAUNCHER:=mpirun}"
: "${PYTHON:=}" "${REPORT:=docs/benchmarks/ranks.md}"

need_tools
if [ -z "$PYTHON" ]; then PYTHON=$(pipelines/bench/peers.sh .venv-bench numpy torch); fi
export LETTERPRESS_MANIFEST="$RUN/manifest.db" OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mkdir -p "$RUN"

stories_as_tokens "$RUN" 20

write_whole "$RUN/report.md" "$PYTHON" pipelines/bench/peers/bench_ranks.py --bin "$BIN" --work "$RUN" \
  --pairs "$PAIRS" --ranks "$RANKS" --configs "$CONFIGS" --variants "$VARIANTS" --launcher "$LAUNCHER" \
  --command "$(settings PAIRS RANKS LAUNCHER) pipelines/bench/ranks.sh"
add_to_report "$REPORT" 'Training by several processes beside PyTorch' "$RUN/report.md"
