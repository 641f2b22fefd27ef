#!/usr/bin/env bash
#
# The TinyStories experiment of CS336: a 10,000-token tokenizer and a model of 4 layers, trained on 327,680,000 tokens.
#
#   text     2.2 GB, downloaded once into data/downloads
#   model    `lm-train --plan` prints its parameters, memory and operations
#   time     see docs/performance-log.md; on a small machine reduce STEPS, and the learning rate still decays fully
#
# Any text works: `CORPUS=books.txt HOURS=2 RUN=runs/books pipelines/run/tinystories.sh`. Documents end with
# <|endoftext|>; .zst and .gz are unpacked.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/tinystories}"
: "${CORPUS:=}"

: "${VOCAB:=10000}" "${PARTS=$([ -n "$CORPUS" ] || echo 16)}" "${VALID:=0.01}"
: "${PROMPT:=Once upon a time}" "${TEMPERATURE:=0.8}" "${TOP_P:=0.95}" "${NEW_TOKENS:=256}"
# For a text of your own the model's size and its training are chosen, unless you set them or RECIPE= (empty).
: "${RECIPE=${CORPUS:+auto}}" "${HOURS:=1}" "${PASSES:=4}"

check_numbers
need_tools
if [ -z "$CORPUS" ]; then CORPUS=$(data/download.sh tinystories); fi

. pipelines/run/recipe.sh
