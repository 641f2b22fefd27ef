#!/usr/bin/env bash
#
# Compares training on an accelerator with PyTorch (compiled, fused attention and AdamW, mixed precision, with and
# without CUDA graphs) and JAX (cuDNN's attention): CS336's TinyStories model, in turn on the same device. Takes about
# ten minutes on an H100.
#
#   pipelines/bench/accelerator.sh                                the first NVIDIA GPU
#   DEVICE=cpu-xla BATCHES=4 STEPS=16 PEERS=jax … accelerator.sh  to see that it works, without one
#
# Needs a plugin (pipelines/install-plugin.sh) and, in PYTHON, PyTorch and JAX for the device. Tokens per second, the
# share of the measured matrix peak, seconds to compile and peak memory go to standard output and to the end of
# docs/benchmarks/accelerator.md.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-accelerator}" "${DEVICE:=cuda}" "${PRECISION:=bf16}"
: "${PAIRS:=3}" "${STEPS:=200}" "${BATCHES:=32 128 512}" "${PEERS:=torch torch-graphs jax}"
: "${DATASET:=}" "${PYTHON:=python3}"
: "${REPORT:=docs/benchmarks/accelerator.md}"

need_tools
mkdir -p "$RUN"
if [ -z "$DATASET" ]; then
  export LETTERPRESS_MANIFEST="$RUN/manifest.db"
  stories_as_tokens "$RUN" 20
  DATASET="$RUN/dataset"
fi

write_whole "$RUN/report.md" "$PYTHON" pipelines/bench/peers/bench_accelerator.py --bin "$BIN" --work "$RUN" \
  --dataset "$DATASET" --device "$DEVICE" --precision "$PRECISION" --batches "$BATCHES" --peers "$PEERS" \
  --pairs "$PAIRS" --steps "$STEPS" --command "$(settings PAIRS BATCHES) pipelines/bench/accelerator.sh"
add_to_report "$REPORT" 'Training on accelerators beside PyTorch and JAX' "$RUN/report.md"
