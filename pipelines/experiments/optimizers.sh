#!/usr/bin/env bash
#
# CS336's toy for learning rates: SGD on the mean of the squares of a 10 x 10 matrix, at four rates, ten steps each.
# A step multiplies every weight by 1 - rate / (50 sqrt(t + 1)): 1 and 10 go down slowly and faster, 100 ends at once
# what the first step turned round, and 1000 grows without end. A moment; needs no data.
#
#   pipelines/experiments/optimizers.sh
#   RATES='20 50 99' STEPS=100 pipelines/experiments/optimizers.sh
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/optimizers}"
: "${RATES:=1 10 100 1000}" "${STEPS:=10}" "${SEED:=2026}"

need_tools

mkdir -p "$RUN"
# shellcheck disable=SC2086 # a list of words
write_whole "$RUN/table.md" "$BIN/lm-train" toy --lr $RATES --steps "$STEPS" --seed "$SEED"
cat "$RUN/table.md"
