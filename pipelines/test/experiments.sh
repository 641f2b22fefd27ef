#!/usr/bin/env bash
#
# Every experiment with a tiny model, to its table; then once more, when nothing may be trained again; then one point
# alone, as a task of an array. Less than a minute on two cores once the tools are built.
set -euo pipefail
cd "$(dirname "$0")/../.."

export BIN="${BIN:-.build/release}" SCALE=tiny
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

say() { printf '\n== %s\n' "$*" >&2; }
fail() { say "$1"; cat "$root/log" >&2; exit 1; }

# run NAME FOLDER [WORD]: an experiment in a folder of its own.
run() { RUN="$root/$2" "pipelines/experiments/$1.sh" ${3:+"$3"} </dev/null >"$root/out" 2>"$root/log" || fail "$1 failed"; }

# expect NAME PATTERN: the table of an experiment has such a line.
expect() { grep -Eq "$2" "$root/$1/table.md" || { cat "$root/$1/table.md" >&2; fail "$1: no line like $2"; }; }

# rows NAME COUNT: the table of an experiment has so many rows below its head.
rows() { [ "$(grep -c '^| [a-z]' "$root/$1/table.md")" -eq "$(($2 + 1))" ] || fail "$1: expected $2 rows"; }

for name in learning-rate batch-size ablations two-corpora; do
  say "$name"
  run "$name" "$name"
  cat "$root/$name/table.md" >&2
  say "$name again: all must be done"
  run "$name" "$name"
  if grep -q 'lm-train: running' "$root/log"; then fail "$name: trained again, though nothing had changed"; fi
done
rows learning-rate 7
expect learning-rate '^\| lr-1e3 .*diverged at step [0-9]+'
rows batch-size 5
rows ablations 6
rows two-corpora 2
expect two-corpora 'bits per byte'
expect two-corpora '^> Once upon a time'

say "one point alone, as task 1 of an array"
rm -r "$root/learning-rate/lr-3e-4"
RUN="$root/learning-rate" SLURM_ARRAY_TASK_ID=1 pipelines/experiments/learning-rate.sh </dev/null >"$root/out" 2>"$root/log" ||
  fail "task 1 failed"
[ -e "$root/learning-rate/lr-3e-4/manifest.db" ] || fail "task 1 wrote into the manifest of all"
run learning-rate learning-rate table
rows learning-rate 7

say "accounting"
run accounting accounting
expect accounting '^\| total +\|'
expect accounting '^\| days '
say "optimizers"
run optimizers optimizers
expect optimizers '^\| +10 \|'
say "all experiments work, $SECONDS s"
