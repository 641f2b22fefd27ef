#!/usr/bin/env bash
#
# Runs every experiment with a tiny model, up to its table; then again, when nothing may be trained a second time; then
# one point alone, as a task of an array. Less than a minute on two cores once the tools are built.
. "$(dirname "$0")/../lib.sh"

need_built_tools
make_scratch
export BIN SCALE=tiny

# failed TEXT: the end, with what the experiment said last.
failed() { cat "$scratch/log" >&2; fail "$1"; }

# run NAME FOLDER [WORD]: an experiment in a folder of its own.
run() {
  RUN="$scratch/$2" "pipelines/experiments/$1.sh" ${3:+"$3"} </dev/null >"$scratch/out" 2>"$scratch/log" ||
    failed "$1 failed"
}

# expect NAME PATTERN: the table of an experiment has such a line.
expect() { grep -Eq "$2" "$scratch/$1/table.md" || { cat "$scratch/$1/table.md" >&2; failed "$1: no line like $2"; }; }

# rows NAME COUNT: the table of an experiment has so many rows below its head.
rows() { [ "$(grep -c '^| [a-z]' "$scratch/$1/table.md")" -eq "$(($2 + 1))" ] || failed "$1: expected $2 rows"; }

export VARIANTS='baseline muon all' PAIRS=1
for name in learning-rate batch-size ablations two-corpora modern; do
  heading "$name"
  run "$name" "$name"
  cat "$scratch/$name/table.md" >&2
  heading "$name again: all must be done"
  run "$name" "$name"
  if grep -q 'lm-train: running' "$scratch/log"; then failed "$name: trained again, though nothing had changed"; fi
done
rows learning-rate 7
expect learning-rate '^\| lr-1e3 .*diverged at step [0-9]+'
rows batch-size 5
rows ablations 6
rows two-corpora 2
rows modern 3
expect modern '^\| muon \| [0-9.]+ \| [0-9]+ \| [0-9.]+ \|'
expect two-corpora 'bits per byte'
expect two-corpora '^> Once upon a time'

heading "time-to-loss, with costs of another run"
"$BIN/tell-stories" --megabytes 0.3 --output "$scratch/text.txt" --no-manifest 2>"$scratch/log" || failed "no text"
printf 'course\t0.1\nmodern\t0.12\n' >"$scratch/costs.tsv"
race() {
  CORPUS=$scratch/text.txt COSTS=$scratch/costs.tsv MINUTES=0.05 MODERN_MINUTES='0.03 0.04' RATES='3e-3 1e-2' MODERN_RATES=2e-2 \
    VOCAB=400 CONTEXT=32 D_MODEL=32 LAYERS=2 HEADS=2 D_FF=64 BATCH=4 EVAL_TOKENS=2000 run time-to-loss race
}
race
race
if grep -q 'lm-train: running' "$scratch/log"; then failed "time-to-loss: trained again, though nothing had changed"; fi
rows race 3
expect race '^\| course \| 0.05 \| [0-9e-]+ \| 30 \| 1 \| [0-9.]+ '
expect race '^\| modern \| 0.04 \| 2e-2 \| 20 '

heading "one point alone, as task 1 of an array"
rm -r "$scratch/learning-rate/lr-3e-4"
SLURM_ARRAY_TASK_ID=1 run learning-rate learning-rate
[ -e "$scratch/learning-rate/lr-3e-4/manifest.db" ] || failed "task 1 wrote into the manifest of all"
run learning-rate learning-rate table
rows learning-rate 7

heading "accounting"
run accounting accounting
expect accounting '^\| total +\|'
expect accounting '^\| days '
heading "optimizers"
run optimizers optimizers
expect optimizers '^\| +10 \|'
heading "all experiments work, $SECONDS s"
