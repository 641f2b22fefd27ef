#!/usr/bin/env bash
#
# Times bpe-train and bpe-encode beside the tokenizers that people use: gigatoken, tiktoken, rustbpe and Hugging Face's
# tokenizers, from PyPI, in an environment of their own (.venv-bench). Ours and theirs run in turn; medians of the
# ratios, and peak memory, go to standard output and to the end of docs/benchmarks/tokenizer.md.
#
#   CORPUS=books.txt pipelines/bench/tokenizer.sh          your text, documents ended by <|endoftext|>
#   PAIRS=9 SLOW_PAIRS=0 pipelines/bench/tokenizer.sh      more pairs with gigatoken, none with the slow ones
#   VOCAB=10000 TASKS=train pipelines/bench/tokenizer.sh   less of it
#   SCALE="10 30 100" pipelines/bench/tokenizer.sh         ours alone on so many megabytes of it, with 1 thread and 2
#
# About 5 minutes on 2 cores with the text that it makes by default: 100 MB of the embedded stories, which have few
# different words. Text from books or the web says more.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-tokenizer}"
: "${CORPUS:=}" "${MEGABYTES:=100}"
: "${PAIRS:=5}" "${SLOW_PAIRS:=1}" "${VOCAB:=10000 32000}" "${SCALE:=}" "${TASKS:=train encode}"
: "${REPORT:=docs/benchmarks/tokenizer.md}"

need_tools

python=$(pipelines/bench/peers.sh .venv-bench gigatoken tokenizers tiktoken rustbpe awkward numpy)

mkdir -p "$RUN"
command="$(settings PAIRS SLOW_PAIRS VOCAB TASKS SCALE) pipelines/bench/tokenizer.sh"
if [ -n "$CORPUS" ]; then
  name=$(basename "$CORPUS")
  command="CORPUS=$name $command"
else
  name="the embedded stories"
  command="$(settings MEGABYTES) $command"
  CORPUS="$RUN/stories-$MEGABYTES.txt"
  "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$CORPUS" --manifest "$RUN/manifest.db" >&2
fi

say "$PAIRS pairs of runs with gigatoken, $SLOW_PAIRS with each of the others"
# shellcheck disable=SC2086 # VOCAB, SCALE and TASKS are lists
write_whole "$RUN/report.md" "$python" pipelines/bench/peers/bench_tokenizer.py --bin "$BIN" --corpus "$CORPUS" \
  --corpus-name "$name" --work "$RUN" --pairs "$PAIRS" --slow-pairs "$SLOW_PAIRS" --vocab $VOCAB --scale $SCALE \
  --work-on $TASKS --command "$command"
add_to_report "$REPORT" 'The tokenizer beside its peers' "$RUN/report.md"
