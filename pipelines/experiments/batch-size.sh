#!/usr/bin/env bash
#
# CS336's sweep over batch sizes. Every batch size sees the same number of tokens, so small batches take more steps. The
# rate is LR at the batch size BATCH and grows with the square root of the batch size, as is usual for Adam.
#
#   pipelines/experiments/batch-size.sh            5 small trainings, about ten minutes on two cores
#   BATCHES='32 64' TOKENS=10000000 pipelines/experiments/batch-size.sh
#   SCALE=full BATCHES='1 4 16 64 128 256' pipelines/experiments/batch-size.sh
#
# experiment.sh, which the experiments share, explains SCALE, Slurm arrays and how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/batch-size}"
: "${BATCHES:=1 4 16 64 128}"

. pipelines/experiments/experiment.sh
: "${TOKENS:=$((STEPS * BATCH * CONTEXT))}"

# shellcheck disable=SC2206 # a list of words
points=($BATCHES)
points=("${points[@]/#/batch-}")

point() {
  local batch=${1#batch-} steps rate
  steps=$((TOKENS / (batch * CONTEXT)))
  if [ "$steps" -lt 1 ]; then steps=1; fi
  rate=$(LC_ALL=C awk -v rate="$LR" -v batch="$batch" -v base="$BATCH" \
    'BEGIN { printf "%.3g", rate * sqrt(batch / base) }')
  # One record for about 4096 tokens: a million tiny steps would make a file of a hundred megabytes.
  train "$1" "$RUN" --batch-size "$batch" --steps "$steps" --lr "$rate" \
    --log-every $((4096 / (batch * CONTEXT) + 1))
}

table() { FIGURE_OVER=tokens COLUMNS_SHOWN=batch_size,lr compare "${points[@]}"; }

experiment "$@"
