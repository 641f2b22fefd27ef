#!/usr/bin/env bash
#
# Trains for hours on real text, with validations, checkpoints and retention, and monitors the process: do memory, open
# files and speed stay constant? Linux only, because it reads /proc.
#
#   CORPUS=books.txt pipelines/bench/long-run.sh               about two hours on one core
#   CORPUS=books.txt STEPS=20000 THREADS=8 pipelines/bench/long-run.sh
#   pipelines/bench/long-run.sh tiny                           seconds on the embedded stories, to see that it works
#   pipelines/bench/long-run.sh report                         the table and the figures again, even while it runs
#
# Documents of CORPUS end with <|endoftext|>. RUN (runs/long-run) holds the data, the run, watch.tsv with a line every
# EVERY seconds, watch.svg, and the loss curve loss.svg. The exit code is 1 if memory or open files grew.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/long-run}" "${CORPUS:=}" "${THREADS:=1}"
need_built_tools
if [ "${1:-}" = tiny ]; then
  : "${VOCAB:=400}" "${MODEL:=--d-model 32 --layers 2 --heads 2 --context-length 32 --batch-size 4}" "${STEPS:=3000}"
  : "${INTERVAL:=100}" "${EVERY:=0.03}"
fi
: "${VOCAB:=8192}" "${MODEL:=--d-model 384 --layers 6 --heads 12 --batch-size 16}" "${STEPS:=2400}"
: "${INTERVAL:=100}" "${EVERY:=10}"

# How many entries a folder has.
entries() { find "$1" -mindepth 1 -maxdepth 1 | wc -l; }

# One line of watch.tsv: seconds, resident and anonymous KiB, open files, threads, KiB in the run's folder.
measure() {
  local status folder
  status=$(awk '/^VmRSS|^RssAnon/ { printf "%s\t", $2 }' "/proc/$1/status" 2>/dev/null) || return 1
  [ -n "$status" ] || return 1
  folder=$(du -sk "$RUN/model" 2>/dev/null | cut -f1) || true
  printf '%s\t%s%s\t%s\t%s\n' "$(awk -v a="$began" '{ print $1 - a }' /proc/uptime)" "$status" \
    "$(entries "/proc/$1/fd")" "$(entries "/proc/$1/task")" "${folder:-0}"
}

prepare() {
  mkdir -p "$RUN"
  if [ -z "$CORPUS" ]; then
    CORPUS="$RUN/stories.txt"
    "$BIN/tell-stories" --quiet --megabytes 1 --output "$CORPUS"
  fi
  "$BIN/bpe-train" --quiet --input "$CORPUS" --vocab-size "$VOCAB" --special-token '<|endoftext|>' \
    --output "$RUN/tokenizer"
  "$BIN/bpe-encode" --quiet --tokenizer "$RUN/tokenizer" --input "$CORPUS" --parts 4 --output "$RUN/encoded"
  "$BIN/shard" --quiet --input "$RUN/encoded" --shuffle --seed 1 --valid-fraction 0.05 --output "$RUN/dataset"
}

train() {
  local process=""
  trap 'kill -INT $process 2>/dev/null' INT TERM  # the training writes a checkpoint and ends
  # shellcheck disable=SC2086 # MODEL is several words
  "$BIN/lm-train" --dataset "$RUN/dataset" --output "$RUN/model" --replace --force $MODEL --steps "$STEPS" --lr 1e-3 \
    --validate-every "$INTERVAL" --checkpoint-every $((INTERVAL / 2)) --keep 3 --keep-every $((5 * INTERVAL)) \
    --keep-best --threads "$THREADS" &
  process=$!
  began=$(cut -d' ' -f1 /proc/uptime)
  printf 'seconds\trss\tanon\thandles\tthreads\tfolder\n' >"$RUN/watch.tsv"
  while kill -0 "$process" 2>/dev/null; do
    measure "$process" >>"$RUN/watch.tsv" || true
    sleep "$EVERY"
  done
  wait "$process"
}

if [ "${1:-}" != report ]; then
  prepare
  train
fi
"$BIN/lm-eval" report "$RUN/model" --svg "$RUN/loss.svg" --output "$RUN/report.html" --quiet >&2
python3 pipelines/bench/measure-long-run.py "$RUN"
