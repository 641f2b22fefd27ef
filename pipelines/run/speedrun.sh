#!/usr/bin/env bash
#
# A race against the clock: from raw text to a model that reaches TARGET bits per byte on documents that it has not seen,
# tokenizer, encoding, training and evaluation included, in the least time on this machine.
#
#   pipelines/run/speedrun.sh                                    the record's settings
#   FLAGS='--preset tinystories --steps 900 …' pipelines/run/speedrun.sh      another attempt
#   RECORD='a smaller vocabulary' pipelines/run/speedrun.sh      adds a line to docs/speedrun.md if the target is reached
#
# The text is MEGABYTES of the stories of tell-stories, written before the clock starts; VALID of its documents are held
# back by shard. Everything may be changed but the text, the held-back documents and the target: bits per byte do not depend
# on the tokenizer. Every attempt begins anew.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/speedrun}" "${MEGABYTES:=20}" "${VALID:=0.03}" "${SEED:=2026}" "${TARGET:=0.175}" "${RECORD:=}"
: "${VOCAB:=2048}" "${EVAL_TOKENS:=0}"
: "${FLAGS:=--preset modern --lr 3e-2 --schedule wsd --cooldown-fraction 0.5 --context-length 256 --d-model 128 --layers 4
  --heads 4 --d-ff 320 --batch-size 8 --steps 1150 --warmup-steps 50}"

need_tools
mkdir -p "$RUN"
export LETTERPRESS_MANIFEST="$RUN/manifest.db"
text=$RUN/corpus.txt
"$BIN/tell-stories" --quiet --megabytes "$MEGABYTES" --output "$text"
attempt=$RUN/attempt
rm -rf "$attempt"
mkdir "$attempt"
read -r -a flags <<<"${FLAGS//$'\n'/ }"
if [ "$EVAL_TOKENS" -gt 0 ]; then most=(--max-tokens "$EVAL_TOKENS"); else most=(); fi

# seconds: of the machine's clock, with thousandths.
seconds() { date +%s.%3N; }
say "the clock starts"
start=$(seconds)
"$BIN/bpe-train" --quiet --input "$text" --vocab-size "$VOCAB" --special-token '<|endoftext|>' --output "$attempt/tokenizer"
"$BIN/bpe-encode" --quiet --tokenizer "$attempt/tokenizer" --input "$text" --output "$attempt/encoded"
"$BIN/shard" --quiet --input "$attempt/encoded" --shuffle --seed "$SEED" --valid-fraction "$VALID" \
  --output "$attempt/dataset"
"$BIN/lm-train" --dataset "$attempt/dataset" --output "$attempt/model" --seed "$SEED" --validate-every 0 \
  --checkpoint-every 0 "${flags[@]}" >&2
"$BIN/lm-eval" --checkpoint "$attempt/model" --dataset "$attempt/dataset" --tokenizer "$attempt/tokenizer" \
  ${most[@]+"${most[@]}"} --output "$attempt/eval.json" >&2
end=$(seconds)

bits=$(tr -d ' \n' <"$attempt/eval.json" | field bits_per_byte)
minutes=$(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.2f", (b - a) / 60 }')
row=$(printf '| %s | %s | %s | %.4f | %s |' "$(date +%F)" "$(git rev-parse --short=8 HEAD 2>/dev/null || echo unknown)" \
  "$minutes" "$bits" "${RECORD:-an attempt}")
printf '%s\n' "$row"
if awk -v bits="$bits" -v target="$TARGET" 'BEGIN { exit !(bits <= target) }'; then
  say "$bits bits per byte, the target of $TARGET is reached, in $minutes minutes"
else
  fail "$bits bits per byte (expected at most $TARGET), in $minutes minutes; train longer or better"
fi
if [ -n "$RECORD" ]; then printf '%s\n' "$row" >>docs/speedrun.md; fi
