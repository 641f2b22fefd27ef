#!/usr/bin/env bash
#
# The OpenWebText experiment of CS336: the model and the number of steps of tinystories.sh, on text from the web, with a
# 32,000-token tokenizer. The loss per token is higher than on TinyStories, because the text is harder and the tokens
# are longer. Use bits per byte (lm-eval) to compare the two.
#
#   text     4.6 GB compressed and 12 GB unpacked, downloaded once into data/downloads
#   memory   bpe-train keeps the counts of all distinct words, several gigabytes for this corpus
#   time     see docs/performance-log.md
#
# Any text works: `CORPUS=books.txt VOCAB=8000 HOURS=2 RUN=runs/books pipelines/run/owt.sh`.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/owt}"
: "${CORPUS:=}"

: "${VOCAB:=32000}" "${PARTS=$([ -n "$CORPUS" ] || echo 64)}" "${VALID:=0.005}"
: "${PROMPT:=The city council}" "${TEMPERATURE:=0.8}" "${TOP_P:=0.95}" "${NEW_TOKENS:=256}"
# For a text of your own the model's size and its training are chosen, unless you set them or RECIPE= (empty).
: "${RECIPE=${CORPUS:+auto}}" "${HOURS:=1}" "${PASSES:=4}"

check_numbers
need_tools
if [ -z "$CORPUS" ]; then CORPUS=$(data/download.sh owt); fi

. pipelines/run/recipe.sh
