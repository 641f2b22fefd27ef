# shellcheck shell=bash
#
# All stages in order, from a text to a sampled story. quickstart.sh, tinystories.sh and owt.sh set the variables and
# source this file. Every stage is an ordinary command that you can also type yourself.
#
# All outputs are in $RUN. A stage whose outputs are present, made from the same inputs with the same settings, reports
# that it is up to date. So after a change only what depends on it runs again, and after an interruption (Ctrl-C, a
# crash, a power cut) the same command continues where it stopped.

# RECIPE=auto leaves to lm-train what is not set: it chooses for the text and HOURS. Without it, and unless the script
# says otherwise, this is CS336's configuration: 128 x 256 tokens a step, 10,000 steps.
: "${RECIPE:=}" "${SEED:=2026}" "${EVAL_TOKENS:=1000000}"
if [ "$RECIPE" != auto ]; then
  : "${CONTEXT:=256}" "${D_MODEL:=512}" "${LAYERS:=4}" "${HEADS:=16}" "${D_FF:=1344}"
  : "${STEPS:=10000}" "${BATCH:=128}" "${ACCUMULATION:=1}" "${LR:=3e-3}" "${VALIDATE_EVERY:=250}" "${CHECKPOINT_EVERY:=500}"
  # A twenty-fifth of the steps, at most 100 where they are few.
  : "${WARMUP:=$((STEPS > 2500 ? STEPS / 20 : STEPS / 25))}"
fi
: "${CONTEXT:=}" "${D_MODEL:=}" "${LAYERS:=}" "${HEADS:=}" "${D_FF:=}" "${STEPS:=}" "${BATCH:=}" "${ACCUMULATION:=}"
: "${LR:=}" "${WARMUP:=}" "${VALIDATE_EVERY:=}" "${CHECKPOINT_EVERY:=}"

mkdir -p "$RUN"
export LETTERPRESS_MANIFEST="$RUN/manifest.db"
started=$SECONDS

# What lm-train is told of the model and its training: what is set. PRESET=modern is the recipe of today; the rest wins.
: "${PRESET:=}"
sizes=()
flag_if_set() { if [ -n "$2" ]; then sizes+=("$1" "$2"); fi; }
flag_if_set --preset "$PRESET"
flag_if_set --context-length "$CONTEXT"
flag_if_set --d-model "$D_MODEL"
flag_if_set --layers "$LAYERS"
flag_if_set --heads "$HEADS"
flag_if_set --d-ff "$D_FF"
flag_if_set --steps "$STEPS"
flag_if_set --batch-size "$BATCH"
flag_if_set --gradient-accumulation "$ACCUMULATION"
flag_if_set --lr "$LR"
flag_if_set --warmup-steps "$WARMUP"

# What is about to happen, and how long it takes. A plan's time is that of the training alone; the rest takes little.
if [ "$RECIPE" = auto ]; then
  recipe=(--recipe auto --hours "$HOURS" --passes "$PASSES")
  plan="a model of the size that fits the text and HOURS=$HOURS of training"
  takes="training at most $HOURS h; a text of few megabytes takes less"
else
  recipe=()
  plan="$LAYERS layers of $D_MODEL, $STEPS steps of $((BATCH * ACCUMULATION)) x $CONTEXT tokens"
  takes=$("$BIN/lm-train" --plan --vocab-size "$VOCAB" "${sizes[@]}" | sed -n 's/^  time  *\(.*\), at .*/\1/p')
  takes="training about $takes, less what is done already"
fi
cat >&2 <<END

$script: a tokenizer, a dataset, a model and a sample in $RUN
  text       $CORPUS
  tokenizer  $VOCAB tokens
  model      $plan
  time       $takes
END

# A compressed corpus is unpacked beside the run, once.
CORPUS=$(unpacked "$CORPUS" "$RUN/corpus.txt")

: "${TOKENIZER:=}" "${PARTS:=}"
# A file, a directory, a glob or @list.txt; TEXT_FIELD names the member that holds the text of JSON Lines.
reading=()
if [ -n "${TEXT_FIELD:-}" ]; then reading=(--text-field "$TEXT_FIELD"); fi
if [ -n "$TOKENIZER" ]; then
  heading "1/6 the tokenizer is $TOKENIZER"
else
  heading "1/6 bpe-train: train a tokenizer of $VOCAB tokens on $CORPUS"
  TOKENIZER="$RUN/tokenizer"
  "$BIN/bpe-train" --input "$CORPUS" ${reading[@]+"${reading[@]}"} --vocab-size "$VOCAB" \
    --special-token '<|endoftext|>' --output "$TOKENIZER"
fi

if [ -n "$PARTS" ]; then pieces=(--parts "$PARTS"); else pieces=(--part-size 8MiB); fi
heading "2/6 bpe-encode: encode the text as token ids, in ${PARTS:-as many parts as it needs}${PARTS:+ parts}"
"$BIN/bpe-encode" --tokenizer "$TOKENIZER" --input "$CORPUS" ${reading[@]+"${reading[@]}"} "${pieces[@]}" \
  --output "$RUN/encoded"

heading "3/6 shard: shuffle the documents, hold some out for validation, pack equal shards"
# Equal pieces are named one by one: after a run with other PARTS the folder still holds the old ones.
encoded=("$RUN/encoded")
if [ -n "$PARTS" ]; then encoded=("$RUN"/encoded/part-*-of-"$(printf %05d "$PARTS")".u*.zst); fi
"$BIN/shard" --input "${encoded[@]}" --shuffle --seed "$SEED" --valid-fraction "$VALID" --tokenizer "$TOKENIZER" \
  --output "$RUN/dataset"

# --resume continues from the newest checkpoint of the same settings. --replace starts over if they have changed: the
# earlier run stays in $RUN/model/replaced until the new one is finished, and is then removed. To keep both, give the new
# one its own folder: RUN=runs/another.
heading "4/6 lm-train: $plan"
train() {
  "$BIN/lm-train" --dataset "$RUN/dataset" --output "$RUN/model" --resume --replace \
    ${recipe[@]+"${recipe[@]}"} ${sizes[@]+"${sizes[@]}"} ${VALIDATE_EVERY:+--validate-every "$VALIDATE_EVERY"} \
    ${CHECKPOINT_EVERY:+--checkpoint-every "$CHECKPOINT_EVERY"} --keep 2 --seed "$SEED" "$@"
}
if [ -e "$RUN/model/config.json" ] && train --dry-run 2>/dev/null | grep -q 'would run: .* changed'; then
  heading "the earlier run stays in $RUN/model/replaced until this one is finished; to keep both, set another RUN"
fi
train

heading "5/6 lm-eval: measure the loss on held-out documents"
"$BIN/lm-eval" --checkpoint "$RUN/model" --dataset "$RUN/dataset" --split valid --max-tokens "$EVAL_TOKENS" \
  --tokenizer "$TOKENIZER" --output "$RUN/eval.json"

heading "6/6 lm-sample: generate text"
"$BIN/lm-sample" --checkpoint "$RUN/model" --tokenizer "$TOKENIZER" --prompt "$PROMPT" \
  --temperature "$TEMPERATURE" --top-p "$TOP_P" --max-new-tokens "$NEW_TOKENS" --seed "$SEED"

heading "done in $((SECONDS - started)) s"
metrics="$RUN/model/metrics.jsonl"
LC_ALL=C printf 'training loss    %.4f at step 1, %.4f at step %s\n' "$(field loss <"$metrics" | head -n 1)" \
  "$(field loss <"$metrics" | tail -n 1)" "$(field step <"$metrics" | tail -n 1)"
LC_ALL=C printf 'validation loss  %.4f, the whole curve is in %s\n' "$(field valid_loss <"$metrics" | tail -n 1)" "$metrics"
cat <<END

where to look next
  what was made from what:  sqlite3 -box $RUN/manifest.db 'select * from lineage'
  another story:            $BIN/lm-sample --checkpoint $RUN/model --tokenizer $TOKENIZER \\
                              --prompt 'One day'
  one after another:        $BIN/lm-sample --checkpoint $RUN/model --tokenizer $TOKENIZER --interactive
  the tokens:               $BIN/shard --inspect $RUN/dataset
END
