#!/usr/bin/env bash
#
# Compares the speed of lm-train, lm-eval and lm-sample with PyTorch, in its own environment (.venv-bench). Ours and
# theirs run alternately, and the limits of the machine (machine-speed) are measured in between. Medians of the ratios,
# shares of the limits and peak memory go to standard output and to the end of docs/benchmarks/training.md.
#
#   pipelines/bench/training.sh                        5 pairs of each, 12 minutes on 2 cores plus installing PyTorch
#   PAIRS=9 pipelines/bench/training.sh                more pairs
#   PARTS='sample batch' pipelines/bench/training.sh   only some of train, eval, sample and batch
#   GROWTH=1 PAIRS=0 pipelines/bench/training.sh       tokens/s and memory against threads, batch, context and width
#   LLAMA2=~/llama2.c pipelines/bench/training.sh      sampling compared with ./run there too: a model of the same sizes
#                                                      in model.bin, a tokenizer of 10,000 entries in tokenizer.bin
#   .build/release/machine-speed kernels               the operations of a training step one by one, a minute
#
# PYTHON names a python with PyTorch to use instead. The fastest PyTorch needs a C++ compiler.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-training}"
: "${PAIRS:=5}" "${PARTS:=train eval sample batch}" "${CONFIGS:=tinystories small}" "${VARIANTS:=compiled eager}"
: "${GROWTH:=0}" "${THREADS:=0}" "${LLAMA2:=}" "${PYTHON:=}"
: "${REPORT:=docs/benchmarks/training.md}"

need_tools
if [ -z "$PYTHON" ]; then PYTHON=$(pipelines/bench/peers.sh .venv-bench numpy torch); fi
export LETTERPRESS_MANIFEST="$RUN/manifest.db"
mkdir -p "$RUN"

# The stories have few different words: more merges than they offer are asked for, and the models are made for
# 10,000 and 4,096 tokens all the same.
stories_as_tokens "$RUN" 20

write_whole "$RUN/report.md" "$PYTHON" pipelines/bench/peers/bench_training.py --bin "$BIN" --work "$RUN" \
  --pairs "$PAIRS" --growth "$GROWTH" --parts "$PARTS" --configs "$CONFIGS" --variants "$VARIANTS" \
  --threads "$THREADS" --llama2 "$LLAMA2" --command "$(settings PAIRS PARTS GROWTH) pipelines/bench/training.sh"
add_to_report "$REPORT" 'Training, evaluation and sampling beside PyTorch' "$RUN/report.md"
