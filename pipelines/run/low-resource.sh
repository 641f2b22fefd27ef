#!/usr/bin/env bash
#
# CS336's training for those with few resources: the TinyStories model on 40.96 M tokens (5,000 steps of 32 x 256), which
# should end with a validation loss of 2.00 or less.
#
#   pipelines/run/low-resource.sh                              downloads TinyStories (2.1 GB); hours on two cores
#   CORPUS=TinyStoriesV2-GPT4-train.txt pipelines/run/low-resource.sh       a text that is there
#   SLICE=30 pipelines/run/low-resource.sh                     30 steps on the stories of tell-stories: how long the whole
#                                                              would take on this machine, and no loss to compare
#
# Every setting of tinystories.sh can be overridden here too.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/low-resource}" "${SLICE:=}" "${TARGET:=2.00}"
: "${VOCAB:=10000}" "${CONTEXT:=256}" "${BATCH:=32}" "${STEPS:=5000}" "${LR:=1e-3}" "${SEED:=2026}"
# The sizes are the course's, whatever the text.
export VOCAB CONTEXT BATCH STEPS LR SEED RUN RECIPE=

need_tools
export BIN
if [ -n "$SLICE" ]; then
  mkdir -p "$RUN/slice"
  export LETTERPRESS_MANIFEST="$RUN/manifest.db"
  stories_as_tokens "$RUN/slice" 10
  "$BIN/lm-train" --dataset "$RUN/slice/dataset" --output "$RUN/slice/model" --resume --replace --vocab-size "$VOCAB" \
    --context-length "$CONTEXT" --batch-size "$BATCH" --lr "$LR" --steps "$SLICE" --validate-every 0 --checkpoint-every 0 >&2
  field tokens_per_second "$RUN/slice/model/metrics.jsonl" | tail -n +3 | sort -g |
    awk -v tokens="$((STEPS * BATCH * CONTEXT))" '
      { rates[NR] = $1 }
      END {
        rate = rates[int((NR + 1) / 2)]
        printf "%d tokens/s (median of %d steps), so %d tokens take %.1f hours; extrapolated\n", rate, NR, tokens,
          tokens / rate / 3600
      }'
  exit
fi

pipelines/run/tinystories.sh
loss=$(field valid_loss "$RUN/model/metrics.jsonl" | tail -n 1)
awk -v loss="$loss" -v target="$TARGET" 'BEGIN { exit !(loss <= target) }' ||
  fail "validation loss $loss (expected at most $TARGET)"
say "validation loss $loss, the $TARGET of the course is reached"
