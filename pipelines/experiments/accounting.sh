#!/usr/bin/env bash
#
# CS336's accounting: parameters, memory with AdamW and the largest batch that fits, operations by component, and the
# days of a training, for GPT-2 small to XL and for XL with a context of 16,384. Seconds; needs no data.
#
#   pipelines/experiments/accounting.sh
#   MEMORY=24GB FLOPS=35e12 UTILIZATION=0.35 pipelines/experiments/accounting.sh
#
# Every column comes from one `lm-train --plan --json`, kept in $RUN.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${RUN:=runs/accounting}"
# The course's questions: what fits into 80 GB, and how long 400,000 steps of 1,024 sequences take on one A100 with
# 19.5 TFLOP/s in float32, of which training reaches half.
: "${MEMORY:=80GB}" "${FLOPS:=19.5e12}" "${UTILIZATION:=0.5}" "${STEPS:=400000}" "${BATCH:=1024}"
: "${MODELS:=gpt2-small gpt2-medium gpt2-large gpt2-xl gpt2-xl-16384}"

if [ -z "${BIN:-}" ]; then
  pipelines/setup.sh
  pipelines/build.sh
  BIN=.build/release
fi

mkdir -p "$RUN"
plans=()
for model in $MODELS; do
  context=()
  preset=$model
  # NAME-16384 is NAME with that context.
  case "$model" in *-[0-9]*) preset=${model%-*} context=(--context-length "${model##*-}") ;; esac
  "$BIN/lm-train" --plan --json --preset "$preset" ${context[@]+"${context[@]}"} --memory "$MEMORY" --flops "$FLOPS" \
    --utilization "$UTILIZATION" --steps "$STEPS" --batch-size "$BATCH" >"$RUN/$model.json.partial"
  mv "$RUN/$model.json.partial" "$RUN/$model.json"
  plans+=("$RUN/$model.json")
done
"$BIN/lm-train" tabulate "${plans[@]}" >"$RUN/table.md.partial"
mv "$RUN/table.md.partial" "$RUN/table.md"
cat "$RUN/table.md"
