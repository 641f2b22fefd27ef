#!/usr/bin/env bash
#
# Compares bpe-encode with gigatoken, file to file and the encoder alone, on several texts. Ours and theirs run alternately;
# medians of the ratios go to standard output and to the end of docs/benchmarks/encoding.md.
#
#   TOKENIZER=gpt2 TEXTS='books.txt code.txt' pipelines/bench/encoding.sh    a folder with tokenizer.json; texts of your own,
#                                                         whose documents end with <|endoftext|>
#   PAIRS=3 pipelines/bench/encoding.sh                   fewer pairs; without TEXTS the embedded stories, without TOKENIZER
#                                                         one that is trained on them
#
# - file to file: our whole process (start, vocabulary, reading, hashes, compression, record, files synced to the disk)
#   beside gigatoken's clock from loading its tokenizer through encode_files to the written ids, Python's start and imports
#   left out. The whole processes stand behind it.
# - alone: text in memory to ids in memory on one core, the first pass and the best of the later ones.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-encoding}" "${PAIRS:=7}" "${TEXTS:=}" "${TOKENIZER:=}" "${MEGABYTES:=100}" "${PASSES:=4}"
: "${REPORT:=docs/benchmarks/encoding.md}"

need_tools
python=$(pipelines/bench/peers.sh .venv-bench gigatoken awkward numpy)

mkdir -p "$RUN"
texts=()
for text in $TEXTS; do texts+=("$(from_caller "$text")"); done
if [ "${#texts[@]}" -eq 0 ]; then
  "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$RUN/stories.txt" --manifest "$RUN/manifest.db" >&2
  texts=("$RUN/stories.txt")
fi
if [ -z "$TOKENIZER" ]; then
  TOKENIZER=$RUN/tokenizer
  "$BIN/bpe-train" --input "${texts[0]}" --vocab-size 10000 --special-token '<|endoftext|>' --output "$TOKENIZER" \
    --manifest "$RUN/manifest.db" >&2
fi

say "$PAIRS pairs of runs with gigatoken on ${#texts[@]} texts"
write_whole "$RUN/report.md" "$python" pipelines/bench/peers/bench_encoding.py --bin "$BIN" --work "$RUN" \
  --tokenizer "$TOKENIZER" --pairs "$PAIRS" --passes "$PASSES" --texts "${texts[@]}" \
  --command "TOKENIZER=$(basename "$TOKENIZER") $(settings PAIRS PASSES) pipelines/bench/encoding.sh"
add_to_report "$REPORT" 'Encoding beside gigatoken' "$RUN/report.md"
