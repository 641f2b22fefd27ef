#!/usr/bin/env bash
#
# Compares the speed of bpe-train and bpe-encode with gigatoken, tiktoken, rustbpe and Hugging Face's tokenizers, which
# come from PyPI into their own environment (.venv-bench). Ours and theirs run alternately. Medians of the ratios and
# peak memory go to standard output and to the end of docs/benchmarks/tokenizer.md.
#
#   CORPUS=books.txt pipelines/bench/tokenizer.sh          your text, with documents that end with <|endoftext|>
#   PAIRS=9 SLOW_PAIRS=0 pipelines/bench/tokenizer.sh      more pairs with gigatoken, none with the slow libraries
#   VOCAB=10000 TASKS=train pipelines/bench/tokenizer.sh   less of it
#   PATTERN=gpt4 TASKS=train pipelines/bench/tokenizer.sh  with another split pattern, for the peers that have it
#   SCALE="10 30 100" pipelines/bench/tokenizer.sh         ours alone on so many megabytes, with 1 thread and 2
#
# Takes about 5 minutes on 2 cores with the default text: 100 MB of the embedded stories, which have few distinct words.
# Text from books or the web says more.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/bench-tokenizer}"
: "${CORPUS:=}" "${MEGABYTES:=100}"
: "${PAIRS:=5}" "${SLOW_PAIRS:=1}" "${VOCAB:=10000 32000}" "${SCALE:=}" "${TASKS:=train encode}"
: "${PATTERN:=gpt2}" "${PEERS:=gigatoken rustbpe tiktoken tokenizers}"
: "${REPORT:=docs/benchmarks/tokenizer.md}"

need_tools

python=$(pipelines/bench/peers.sh .venv-bench gigatoken tokenizers tiktoken rustbpe awkward numpy)

mkdir -p "$RUN"
command="$(settings PAIRS SLOW_PAIRS VOCAB TASKS SCALE PATTERN PEERS) pipelines/bench/tokenizer.sh"
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
# shellcheck disable=SC2086 # VOCAB, SCALE, TASKS and PEERS are lists
write_whole "$RUN/report.md" "$python" pipelines/bench/peers/bench_tokenizer.py --bin "$BIN" --corpus "$CORPUS" \
  --corpus-name "$name" --work "$RUN" --pairs "$PAIRS" --slow-pairs "$SLOW_PAIRS" --vocab $VOCAB --scale $SCALE \
  --work-on $TASKS --pattern "$PATTERN" --peers $PEERS --command "$command"
add_to_report "$REPORT" 'The tokenizer beside its peers' "$RUN/report.md"
