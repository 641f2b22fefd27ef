#!/usr/bin/env bash
#
# Compares two tokenizers, each trained on one of two corpora; both corpora are encoded with both. The result is one
# Markdown file with bytes per token on the whole corpora and on 10 documents drawn with a seed, the throughput and what
# it would mean for The Pile (825 GB), and the longest tokens of each vocabulary.
#
#   CORPUS_A=tinystories.txt VOCAB_A=10000 CORPUS_B=owt.txt VOCAB_B=32000 pipelines/experiments/tokenizers.sh
#
# Without corpora of your own, it compares the embedded stories with the source code of this repository, in seconds. Run
# it again, and every stage is up to date; after a change only what depends on it runs.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/tokenizer-experiments}"
: "${CORPUS_A:=}" "${CORPUS_B:=}" "${MEGABYTES:=20}"
: "${NAME_A:=}" "${NAME_B:=}"
: "${VOCAB_A:=10000}" "${VOCAB_B:=10000}"
: "${PARTS:=4}" "${DOCUMENTS:=10}" "${SEED:=2026}" "${LONGEST:=10}"
: "${REPORT:=$RUN/report.md}"

need_tools
mkdir -p "$RUN"
export LETTERPRESS_MANIFEST="$RUN/manifest.db"

# Runs a stage and keeps the JSON that it printed; a stage that is up to date leaves the JSON of its run alone.
stage() {
  local json=$1 force=""
  shift
  if [ ! -e "$json" ]; then force=--force; fi
  "$@" --json $force >"$json.new"
  if grep -q '"status":"done"' "$json.new"; then mv "$json.new" "$json"; else rm "$json.new"; fi
}

calculate() { LC_ALL=C awk "BEGIN { printf \"$1\", $2 }"; }

heading "corpora"
if [ -z "$CORPUS_A" ]; then
  CORPUS_A="$RUN/stories.txt"
  : "${NAME_A:=stories}"
  "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$CORPUS_A" >&2
fi
if [ -z "$CORPUS_B" ]; then
  CORPUS_B="$RUN/source.txt"
  : "${NAME_B:=source}"
  # All files of code and prose, in the order of their names, each a document.
  # shellcheck disable=SC2016 # the inner shell expands $1
  find Sources Tests data docs pipelines -type f \
    \( -name '*.swift' -o -name '*.c' -o -name '*.h' -o -name '*.md' -o -name '*.sh' -o -name '*.py' \) \
    -not -path 'data/downloads/*' -print0 | LC_ALL=C sort -z |
    xargs -0 -I FILE sh -c 'cat "$1"; printf "<|endoftext|>"' sh FILE >"$CORPUS_B.new"
  # The same bytes are the same file: nothing that was made from it is out of date.
  if cmp -s "$CORPUS_B.new" "$CORPUS_B"; then rm "$CORPUS_B.new"; else mv "$CORPUS_B.new" "$CORPUS_B"; fi
fi
: "${NAME_A:=$(basename "$CORPUS_A" .txt)}" "${NAME_B:=$(basename "$CORPUS_B" .txt)}"
if [ "$NAME_A" = "$NAME_B" ]; then NAME_B="$NAME_B-2"; fi

for side in A B; do
  corpus="CORPUS_$side" name="NAME_$side" vocab="VOCAB_$side"
  heading "tokenizer $side: ${!vocab} tokens from ${!name}"
  stage "$RUN/train-$side.json" "$BIN/bpe-train" --input "${!corpus}" --vocab-size "${!vocab}" \
    --special-token '<|endoftext|>' --output "$RUN/tokenizer-$side"
done
for tokenizer in A B; do
  for side in A B; do
    corpus="CORPUS_$side" name="NAME_$side" encoded="$RUN/encoded-$tokenizer$side"
    heading "tokenizer $tokenizer on ${!name}"
    # Parts of another run of other settings would stand beside the new ones.
    if [ -d "$encoded" ] && ! ls "$encoded"/*-of-"$(printf %05d "$PARTS")".u*.zst >/dev/null 2>&1; then rm -r "$encoded"; fi
    stage "$RUN/encode-$tokenizer$side.json" "$BIN/bpe-encode" --tokenizer "$RUN/tokenizer-$tokenizer" \
      --input "${!corpus}" --parts "$PARTS" --output "$encoded"
    "$BIN/shard" --inspect "$encoded" --sample "$DOCUMENTS" --seed "$SEED" --json >"$RUN/sample-$tokenizer$side.json"
  done
done

heading "report"
row() { # tokenizer, its vocabulary size, its corpus' name; the encoded side, its name
  local json="$RUN/encode-$1$4.json" sample="$RUN/sample-$1$4.json" whole drawn speed bytes=2
  [ "$2" -le 65536 ] || bytes=4
  whole=$(field bytes_per_token "$sample") drawn=$(field sample_bytes_per_token "$sample")
  speed=$(field bytes_per_second "$json")
  printf '| %s, %s | %s | %s | %s | %s MB/s | %s h | %s G | %s TB |\n' "$3" "$2" "$5" \
    "$(calculate %.3f "$drawn")" "$(calculate %.3f "$whole")" "$(calculate %.0f "$speed / 1e6")" \
    "$(calculate %.1f "825e9 / $speed / 3600")" "$(calculate %.0f "825 / $whole")" "$(calculate %.2f "$bytes * 0.825 / $whole")"
}
size_a=$(field vocab_size "$RUN/train-A.json") size_b=$(field vocab_size "$RUN/train-B.json")
{
  printf '# Two tokenizers on two corpora\n\n'
  printf 'Corpora: %s (%s bytes) and %s (%s bytes). ' "$NAME_A" "$(wc -c <"$CORPUS_A" | tr -d ' ')" "$NAME_B" \
    "$(wc -c <"$CORPUS_B" | tr -d ' ')"
  printf 'Bytes per token count the separators of documents too. The last three columns extrapolate to the 825 GB of '
  printf 'The Pile on this machine: hours of encoding, tokens, and their size at 16 bits each, or 32 with more than 65,536 tokens in the vocabulary.\n\n'
  printf '| tokenizer | encodes | bytes per token, %s documents | bytes per token, all | throughput ' "$DOCUMENTS"
  printf '| The Pile: time | tokens | size |\n|---|---|---|---|---|---|---|---|\n'
  row A "$size_a" "$NAME_A" A "$NAME_A"
  row A "$size_a" "$NAME_A" B "$NAME_B"
  row B "$size_b" "$NAME_B" A "$NAME_A"
  row B "$size_b" "$NAME_B" B "$NAME_B"
  printf '\n| tokenizer | tokens | learnt in | peak memory |\n|---|---|---|---|\n'
  for side in A B; do
    name="NAME_$side" json="$RUN/train-$side.json"
    seconds="$(field count_seconds "$json") + $(field merge_seconds "$json") + $(field write_seconds "$json")"
    printf '| %s | %s | %s s | %s MB |\n' "${!name}" "$(field vocab_size "$json")" \
      "$(calculate %.2f "$seconds")" "$(calculate %.0f "$(field peak_memory_bytes "$json") / 1e6")"
  done
  for side in A B; do
    name="NAME_$side"
    # The tool indents its lines as Markdown wants them for a block of text.
    printf '\nThe longest tokens of %s:\n\n' "${!name}"
    "$BIN/bpe-train" --inspect "$RUN/tokenizer-$side" --longest "$LONGEST" | sed -n '/^    /p'
  done
} >"$REPORT.new"
mv "$REPORT.new" "$REPORT"
cat "$REPORT"
