#!/usr/bin/env bash
#
# The same model and steps on two corpora, each with its own tokenizer. The tokens differ, so losses per token do not
# compare; bits per byte do. A sample of each model is printed below the table.
#
#   pipelines/experiments/two-corpora.sh                                stories, and the text of this repository
#   CORPUS=a.txt CORPUS_B=b.txt pipelines/experiments/two-corpora.sh    any two texts
#   SCALE=full VOCAB_B=32000 pipelines/experiments/two-corpora.sh       TinyStories and OpenWebText, as in CS336
#
# experiment.sh, which the experiments share, explains SCALE, Slurm arrays and how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/two-corpora}"
: "${CORPUS_B:=}" "${VOCAB_B:=}"
: "${PROMPT:=Once upon a time}" "${PROMPT_B:=The}" "${TEMPERATURE:=0.8}" "${TOP_P:=0.95}"

. pipelines/experiments/experiment.sh
: "${VOCAB_B:=$VOCAB}"

points=(first second)

# This repository's own text, each file a document: prose and program, and here on every machine.
repository_text() {
  find Sources docs data pipelines README.md -type f \
    \( -name '*.swift' -o -name '*.c' -o -name '*.h' -o -name '*.md' -o -name '*.sh' \) | LC_ALL=C sort |
    while IFS= read -r file; do
      cat "$file"
      printf '<|endoftext|>\n'
    done
}

second_corpus() {
  if [ -n "$CORPUS_B" ] || [ "$SCALE" = full ]; then
    corpus "$CORPUS_B" owt
  else
    repository_text >"$RUN/repository.txt.partial" || return
    cmp -s "$RUN/repository.txt.partial" "$RUN/repository.txt" || mv "$RUN/repository.txt.partial" "$RUN/repository.txt"
    rm -f "$RUN/repository.txt.partial"
    printf '%s\n' "$RUN/repository.txt"
  fi
}

prepare_data() {
  local text
  text=$(corpus "$CORPUS" tinystories)
  prepare "$RUN/data-first" "$text"
  text=$(second_corpus)
  VOCAB=$VOCAB_B prepare "$RUN/data-second" "$text"
}

ready() { [ -e "$RUN/data-first/dataset/dataset.json" ] && [ -e "$RUN/data-second/dataset/dataset.json" ]; }

sample() {
  "$BIN/lm-sample" --checkpoint "$RUN/$1" --tokenizer "$RUN/data-$1/tokenizer" --prompt "$2" --quiet \
    --temperature "$TEMPERATURE" --top-p "$TOP_P" --max-new-tokens "$NEW_TOKENS" --seed "$SEED" >"$RUN/$1/sample.txt"
}

point() {
  train "$1" "$RUN/data-$1"
  evaluate "$1" "$RUN/data-$1"
  case "$1" in first) sample "$1" "$PROMPT" ;; second) sample "$1" "$PROMPT_B" ;; esac
}

table() {
  local name
  COLUMNS_SHOWN=vocab_size compare "${points[@]}"
  for name in "${points[@]}"; do
    if [ -e "$RUN/$name/sample.txt" ]; then
      printf '\n%s:\n\n' "$name"
      sed 's/^/> /' "$RUN/$name/sample.txt"
    fi
  done | tee -a "$RUN/table.md"
}

experiment "$@"
