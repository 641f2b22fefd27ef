# shellcheck shell=bash
#
# The tools at their limits: long and short documents, none at all, the largest vocabulary, many parts, and more threads
# than processors. Prints a Markdown table with the time and peak memory of each run, from the manifest.
#
#   pipelines/test/hardship.sh limits             small, as a test (less than a minute)
#   FULL=1 pipelines/test/hardship.sh limits      1 GB in one document, 100 million documents of a byte, 10,000 parts;
#                                                 needs 12 GB of disk in $TMPDIR
#   pipelines/test/hardship.sh limits parts       one case of document, documents, vocabulary, empty, single,
#                                                 threads, parts

select_from document documents vocabulary empty single threads parts
if [ -n "${FULL:-}" ]; then
  megabytes=1000 documents=100000000 separators=10000000 parts=10000
else
  megabytes=5 documents=100000 separators=100000 parts=300
fi
separator='<|endoftext|>'

where() { printf '%s' "$case"; }

# Runs a tool that must end with the given code; `run 65 'some words' tool …` also wants these in its last line.
run() {
  local code=0 expected=$1 said=$2
  shift 2
  "$BIN/$1" "${@:2}" >"$scratch/log" 2>&1 || code=$?
  [ "$code" -eq "$expected" ] || fail "exit code $code of: $*"
  [ -z "$said" ] || tail -n 1 "$scratch/log" | grep -qF -- "$said" || fail "no '$said' from: $*"
}

stories() { "$BIN/tell-stories" --quiet --megabytes "$1" --output stories.txt >/dev/null; }

tokenizer() { run 0 '' bpe-train --input "$1" --vocab-size "${2:-1000}" --special-token "$separator" --output tokenizer; }

encode() { run 0 '' bpe-encode --tokenizer tokenizer --input "$1" --output encoded --parts "$2"; }

# The tokens of the dataset; decoding the parts must give the text back.
check_text() {
  # A text whose last document has no end gets one.
  "$BIN/bpe-encode" --tokenizer tokenizer --decode encoded/*.zst >back.txt
  { cmp -s back.txt "$1" || { cat "$1"; printf '%s' "$separator"; } | cmp - back.txt; } || fail "another text came back"
  rm back.txt
}

count() { sed -n "s/.*\"$1\": *\([0-9]*\),*\$/\1/p" dataset/dataset.json | head -n 1; }

model=(--context-length 16 --d-model 16 --layers 1 --heads 2 --d-ff 32 --steps 2 --batch-size 2)

# One document, with no separator in it, on its way to a model.
document() {
  stories "$([ "$megabytes" -gt 50 ] && echo 50 || echo "$megabytes")"
  sed "s/$separator//" stories.txt >part.txt
  while [ "$(stat -c %s text.txt 2>/dev/null || echo 0)" -lt $((megabytes * 1000000)) ]; do cat part.txt >>text.txt; done
  rm stories.txt part.txt
  tokenizer text.txt
  encode text.txt 4
  check_text text.txt
  run 0 '' shard --input encoded --output dataset
  [ "$(count documents)" = 1 ] || fail "$(count documents) documents"
  run 0 '' lm-train --dataset dataset --output model "${model[@]}"
}

# Documents of one byte each.
documents() {
  yes "a$separator" | tr -d '\n' | head -c $((documents * 14)) >text.txt || true
  tokenizer text.txt 257
  encode text.txt 4
  run 0 '' shard --input encoded --output dataset --shuffle --valid-documents 1000
  # Each document is counted in its shard and in its split.
  local sum
  sum=$(sed -n 's/^ *"documents" *: *\([0-9]*\).*/\1/p' dataset/dataset.json | awk '{ sum += $1 } END { printf "%d", sum / 2 }')
  [ "$sum" = "$documents" ] || fail "$sum documents"
  run 0 '' lm-train --dataset dataset --output model "${model[@]}"
}

# As many tokens as 16 bits tell apart; one more, whose ids have 32 bits on disk; and more than there can be.
vocabulary() {
  head -c 12000000 /dev/urandom | base64 -w 60 >text.txt
  local size
  for size in 65536 65537; do
    rm -rf tokenizer encoded dataset model
    tokenizer text.txt "$size"
    encode text.txt 3
    check_text text.txt
    run 0 '' shard --input encoded --output dataset
    run 0 '' lm-train --dataset dataset --output model "${model[@]}"
    run 0 '' lm-sample --checkpoint model --tokenizer tokenizer --prompt a --max-new-tokens 5
  done
  [ -f dataset/train-00000.u32.zst ] || fail 'no .u32.zst'
  run 64 2097152 bpe-train --input text.txt --vocab-size 2097153 --output larger
}

# Nothing between separators; and nothing at all.
empty() {
  yes "$separator" | tr -d '\n' | head -c $((separators * 13)) >text.txt || true
  stories 1
  tokenizer stories.txt
  encode text.txt 4
  check_text text.txt
  run 0 '' shard --input encoded --output dataset
  run 0 '' lm-train --dataset dataset --output model "${model[@]}"
  : >nothing.txt
  run 65 'empty (expected text)' bpe-encode --tokenizer tokenizer --input nothing.txt --output nothing
  run 65 'empty (expected text)' bpe-train --input nothing.txt --vocab-size 300 --output nothing
  # Beside text an empty file is no harm.
  run 0 '' bpe-encode --tokenizer tokenizer --input nothing.txt stories.txt nothing.txt --output some --parts 2
}

# A dataset of one token.
single() {
  printf a >text.txt
  run 0 '' bpe-train --input text.txt --vocab-size 300 --output tokenizer
  encode text.txt 1
  check_text text.txt
  run 0 '' shard --input encoded --output dataset
  run 65 'tokens' lm-train --dataset dataset --output model "${model[@]}"
}

# More threads than processors: the same bytes.
threads() {
  stories "$([ "$megabytes" -gt 20 ] && echo 20 || echo 2)"
  tokenizer stories.txt
  encode stories.txt 5
  run 0 '' shard --input encoded --output dataset --shuffle
  run 0 '' lm-train --dataset dataset --output model "${model[@]}"
  sums=$(sha256sum tokenizer/* encoded/* dataset/* model/*.safetensors)
  for tool in "bpe-train --input stories.txt --vocab-size 1000 --special-token $separator --output tokenizer" \
    "bpe-encode --tokenizer tokenizer --input stories.txt --output encoded --parts 5" \
    "shard --input encoded --output dataset --shuffle" "lm-train --dataset dataset --output model ${model[*]}"; do
    # shellcheck disable=SC2086
    run 0 '' $tool --force --threads 64
  done
  [ "$sums" = "$(sha256sum tokenizer/* encoded/* dataset/* model/*.safetensors)" ] || fail "other bytes"
}

# More parts than there are files open at once.
parts() {
  stories "$([ "$megabytes" -gt 50 ] && echo 50 || echo 2)"
  tokenizer stories.txt
  encode stories.txt "$parts"
  check_text stories.txt
  run 0 '' shard --input encoded --output dataset --shuffle
  # A shard a part: as many files that appear at once.
  run 0 '' shard --input encoded --output shards --shard-tokens $(($(count tokens) / parts + 1))
}

printf '| case | run | seconds | peak memory, MB |\n| --- | --- | ---: | ---: |\n'
for case in "${selected[@]}"; do
  mkdir "$scratch/work"
  cd "$scratch/work"
  "$case"
  [ -z "$(find . -name '.*.tmp-*')" ] || fail "left: $(find . -name '.*.tmp-*')"
  sqlite3 -separator ' | ' manifest.db "SELECT '| $case', stage || CASE status WHEN 'ok' THEN '' ELSE ', refused' END,
    printf('%.1f', (julianday(ended) - julianday(started)) * 86400), CAST(round(value / 1e6) AS INTEGER) || ' |'
    FROM run JOIN metric ON run = id AND name = 'memory.peak_bytes' WHERE stage <> 'tell-stories' ORDER BY id"
  cd "$scratch"
  rm -rf "$scratch/work"
done
