#!/usr/bin/env bash
#
# CS336's sweep over learning rates: the same model, data and steps at each rate, up to one that diverges.
#
#   pipelines/experiments/learning-rate.sh         7 small trainings, about ten minutes on two cores
#   RATES='1e-3 3e-3' STEPS=2000 pipelines/experiments/learning-rate.sh
#
# experiment.sh, which the experiments share, explains SCALE, Slurm arrays and how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/learning-rate}"
# AdamW with weight decay 0.1 multiplies every parameter by 1 - 0.1 x rate: above 20 that alone makes them grow.
: "${RATES:=1e-4 3e-4 1e-3 3e-3 1e-2 3e-2 1e3}"

. pipelines/experiments/experiment.sh

# shellcheck disable=SC2206 # a list of words
points=($RATES)
points=("${points[@]/#/lr-}")
point() { train "$1" "$RUN" --lr "${1#lr-}"; }
table() { COLUMNS_SHOWN=lr compare "${points[@]}"; }

experiment "$@"
