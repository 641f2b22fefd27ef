#!/usr/bin/env bash
#
# CS336's toy problem for learning rates: SGD on the mean square of a 10 x 10 matrix, at four rates, ten steps each.
# Each step multiplies every weight by 1 - rate / (50 sqrt(t + 1)). The rates 1 and 10 descend slowly and faster, 100
# flips every sign first and then reaches zero at once, and 1000 grows without limit. Takes a moment and needs no data.
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
