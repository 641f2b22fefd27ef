#!/usr/bin/env bash
#
# From nothing to a model that tells stories, in less than ten minutes on two cores once the tools are built. Every
# setting below can be overridden: `STEPS=100 pipelines/quickstart.sh`. Run it twice, and the second time every stage is
# up to date. Change one setting, and only what depends on it runs again.
#
#   CORPUS=my.txt RUN=runs/mine pipelines/quickstart.sh      a text of your own
#   CORPUS=my.txt HOURS=2 … pipelines/quickstart.sh          and two hours for its training instead of six minutes
#
# CORPUS is a file, a directory, a glob, @list.txt or - for a pipe, plain, zstd or gzip; TEXT_FIELD=text for JSON Lines.
# The model's size and its training are chosen for your text and HOURS (`lm-train --recipe auto`); what you set yourself
# stays: `D_MODEL=256 STEPS=500`. RECIPE= (empty) takes the sizes below for your text too.
. "$(dirname "$0")/lib.sh"

# Where everything goes; git ignores runs/.
: "${RUN:=runs/quickstart}"

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
  # The model: a CS336 Transformer (RMSNorm before, RoPE, SwiGLU), small enough for two cores.
  : "${CONTEXT:=256}" "${D_MODEL:=128}" "${LAYERS:=4}" "${HEADS:=4}" "${D_FF:=320}"
  # The training: tokens seen = STEPS x BATCH x CONTEXT.
  : "${STEPS:=2500}" "${BATCH:=8}" "${ACCUMULATION:=1}" "${LR:=6e-3}" "${VALIDATE_EVERY:=250}" "${CHECKPOINT_EVERY:=500}"
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
