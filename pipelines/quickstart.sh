#!/usr/bin/env bash
#
# From nothing to a model that tells stories, in three minutes on two cores once there are tools. Every setting below can be
# overridden: `STEPS=100 pipelines/quickstart.sh`. Run it twice, and the second time every stage is up to date. Change one
# setting, and only what depends on it runs again.
#
#   pipelines/quickstart.sh --fast                           a smaller model of fewer stories, in 20 seconds
#   CORPUS=my.txt RUN=runs/mine pipelines/quickstart.sh      a text of your own
#   CORPUS=my.txt HOURS=2 … pipelines/quickstart.sh          and two hours for its training instead of six minutes
#
# The tools are those in the folder BIN; without BIN, those of the release that this script came with; in a repository they
# are built, unless the very same are installed.
#
# CORPUS is a file, a directory, a glob, @list.txt or - for a pipe, plain, zstd or gzip; TEXT_FIELD=text for JSON Lines.
# The model's size and its training are chosen for your text and HOURS (`lm-train --recipe auto`); what you set yourself
# stays: `D_MODEL=256 STEPS=500`. RECIPE= (empty) takes the sizes below for your text too.
. "$(dirname "$0")/lib.sh"

fast=
case "${1:-}" in
  --fast) fast=fast ;;
  '') ;;
  *) refuse "unexpected $1; expected --fast or nothing, settings stand before the command (STEPS=100), see --help" ;;
esac
# Where everything goes; git ignores runs/.
: "${RUN:=$runs/${fast:-quickstart}}"

# A first sentence soon: fewer stories, fewer tokens, a smaller model. What is set here, or by you, is not set below.
if [ -n "$fast" ]; then
  : "${MEGABYTES:=2}" "${VOCAB:=512}" "${HOURS:=0.003}" "${EVAL_TOKENS:=20000}" "${NEW_TOKENS:=60}"
  if [ -z "${CORPUS:-}" ]; then
    : "${CONTEXT:=64}" "${D_MODEL:=64}" "${LAYERS:=2}" "${D_FF:=160}"
    : "${STEPS:=800}" "${BATCH:=16}" "${VALIDATE_EVERY:=400}" "${CHECKPOINT_EVERY:=400}"
  fi
fi

# The text. Without one of your own, tell-stories writes this many megabytes of simple stories, some eighteen
# thousand of them, the same bytes on every machine.
: "${CORPUS:=}"
: "${MEGABYTES:=20}"

# The tokenizer: 2,048 tokens are 256 bytes, one separator, and 1,791 merges.
: "${VOCAB:=2048}"
# TOKENIZER names the directory of one that is there already, instead of training one on the text.
: "${TOKENIZER:=}"
# In how many pieces to encode. On one machine it makes no difference to the result or, with threads, to the time. Empty:
# pieces that follow the text, so that after a change only what changed is encoded again (with the same TOKENIZER).
: "${PARTS=$([ -n "$CORPUS" ] || echo 4)}"
# Three documents in a hundred are held back, to measure what the model makes of stories it has never seen.
: "${VALID:=0.03}"

# Where the sizes of the model and its training come from: chosen for a text of your own, or as below.
: "${RECIPE=${CORPUS:+auto}}" "${HOURS:=0.1}" "${PASSES:=4}" "${SEED:=2026}" "${EVAL_TOKENS:=100000}"
if [ "$RECIPE" != auto ]; then
  # The model: a Transformer of today (docs/recipes.md), small enough for two cores. PRESET= (empty) takes CS336's.
  : "${PRESET=modern}" "${CONTEXT:=256}" "${D_MODEL:=128}" "${LAYERS:=4}" "${HEADS:=4}" "${D_FF:=320}"
  # The training: tokens seen = STEPS x BATCH x CONTEXT. Muon moves the matrices at this rate; AdamW wants a lower one.
  : "${STEPS:=1200}" "${BATCH:=8}" "${ACCUMULATION:=1}" "${VALIDATE_EVERY:=200}" "${CHECKPOINT_EVERY:=400}"
  if [ "$PRESET" = modern ]; then : "${LR:=4e-2}"; else : "${LR:=6e-3}"; fi
fi

# The sample.
: "${PROMPT:=Once upon a time}" "${TEMPERATURE:=0.8}" "${TOP_P:=0.95}" "${NEW_TOKENS:=240}"

# The tools, unless BIN names a folder that has them.
check_numbers
need_tools

if [ -z "$CORPUS" ]; then
  mkdir -p "$RUN"
  CORPUS="$RUN/corpus.txt"
  heading "0/6 tell-stories: $MEGABYTES MB of them"
  "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$CORPUS" --manifest "$RUN/manifest.db"
fi

. pipelines/run/recipe.sh
