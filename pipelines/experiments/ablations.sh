#!/usr/bin/env bash
#
# CS336's ablations: what each part of the model is worth. All runs have the same data and steps and differ in one
# thing.
#
#   baseline        RMSNorm before each sublayer, RoPE, SwiGLU, at the rate LR
#   no-norm         without RMSNorm at the same rate, which may be too high for it
#   no-norm-lower   without RMSNorm at a lower rate, LOWER_LR
#   post-norm       RMSNorm after each residual sum
#   nope            no position encoding except the causal mask
#   silu            a feed-forward layer without a gate and half as wide again: two matrices instead of three, with the
#                   same number of parameters
#
#   pipelines/experiments/ablations.sh                6 small trainings, about ten minutes on two cores
#
# experiment.sh, which the experiments share, explains SCALE, Slurm arrays and how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/ablations}"

. pipelines/experiments/experiment.sh
: "${LOWER_LR:=$(LC_ALL=C awk -v rate="$LR" 'BEGIN { printf "%.3g", rate / 3 }')}"

points=(baseline no-norm no-norm-lower post-norm nope silu)

point() {
  case "$1" in
    baseline) train "$1" "$RUN" ;;
    no-norm) train "$1" "$RUN" --norm none ;;
    no-norm-lower) train "$1" "$RUN" --norm none --lr "$LOWER_LR" ;;
    post-norm) train "$1" "$RUN" --norm post ;;
    nope) train "$1" "$RUN" --position none ;;
    silu) train "$1" "$RUN" --ffn silu --d-ff $((D_FF * 3 / 2)) ;;
  esac
}

table() { COLUMNS_SHOWN=norm,position,ffn,d_ff,lr compare "${points[@]}"; }

experiment "$@"
