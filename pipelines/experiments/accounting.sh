#!/usr/bin/env bash
#
# CS336's accounting for GPT-2 small to XL, and for XL with a context of 16,384: parameters, memory with AdamW, the
# largest batch that fits, operations by component, and the days of a training. Takes seconds and needs no data.
#
#   pipelines/experiments/accounting.sh
#   MEMORY=24GB FLOPS=35e12 UTILIZATION=0.35 pipelines/experiments/accounting.sh
#
# Each column comes from one `lm-train --plan --json`, which is kept in $RUN.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/accounting}"
# The course's questions: what fits into 80 GB, and how long 400,000 steps of 1,024 sequences take on one A100 with
# 19.5 TFLOP/s in float32, of which training reaches half.
: "${MEMORY:=80GB}" "${FLOPS:=19.5e12}" "${UTILIZATION:=0.5}" "${STEPS:=400000}" "${BATCH:=1024}"
: "${MODELS:=gpt2-small gpt2-medium gpt2-large gpt2-xl gpt2-xl-16384}"

need_tools

mkdir -p "$RUN"
plans=()
for model in $MODELS; do
  context=()
  preset=$model
  # NAME-16384 is NAME with that context.
  case "$model" in *-[0-9]*) preset=${model%-*} context=(--context-length "${model##*-}") ;; esac
  write_whole "$RUN/$model.json" "$BIN/lm-train" --plan --json --preset "$preset" ${context[@]+"${context[@]}"} \
    --memory "$MEMORY" --flops "$FLOPS" --utilization "$UTILIZATION" --steps "$STEPS" --batch-size "$BATCH"
  plans+=("$RUN/$model.json")
done
write_whole "$RUN/table.md" "$BIN/lm-train" tabulate "${plans[@]}"
cat "$RUN/table.md"
