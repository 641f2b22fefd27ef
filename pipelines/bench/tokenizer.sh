#!/usr/bin/env bash
#
# Times bpe-train and bpe-encode beside the tokenizers that people use: gigatoken, tiktoken, rustbpe and Hugging Face's
# tokenizers, from PyPI, in an environment of their own (.venv-bench). Ours and theirs run in turn; medians of the
# ratios, and peak memory, go to standard output and to the end of docs/benchmarks/tokenizer.md.
#
#   CORPUS=books.txt pipelines/bench/tokenizer.sh     your text, documents ended by <|endoftext|>
#   PAIRS=9 SLOW_PAIRS=0 pipelines/bench/tokenizer.sh more pairs with gigatoken, none with the slow ones
#   VOCAB=10000 TASKS=train pipelines/bench/tokenizer.sh   less of it
#   SCALE="10 30 100" pipelines/bench/tokenizer.sh    ours alone on so many megabytes of it, with 1 thread and 2
#
# About 5 minutes on 2 cores with the text that it makes by default: 100 MB of the embedded stories, which have few
# different words. Text from books or the web says more.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${RUN:=runs/bench-tokenizer}"
: "${CORPUS:=}" "${MEGABYTES:=100}"
: "${PAIRS:=5}" "${SLOW_PAIRS:=1}" "${VOCAB:=10000 32000}" "${SCALE:=}" "${TASKS:=train encode}"
: "${REPORT:=docs/benchmarks/tokenizer.md}"

say() { printf 'bench-tokenizer: %s\n' "$*" >&2; }

pipelines/setup.sh
if [ -z "${BIN:-}" ]; then
  pipelines/build.sh
  BIN=.build/release
fi

python=$(pipelines/bench/peers.sh .venv-bench gigatoken tokenizers tiktoken rustbpe awkward numpy)

mkdir -p "$RUN"
name=$(basename "$CORPUS")
command="CORPUS=$name PAIRS=$PAIRS SLOW_PAIRS=$SLOW_PAIRS VOCAB=\"$VOCAB\" TASKS=\"$TASKS\" SCALE=\"$SCALE\" pipelines/bench/tokenizer.sh"
if [ -z "$CORPUS" ]; then
  CORPUS="$RUN/stories-$MEGABYTES.txt"
  name="the embedded stories"
  command="MEGABYTES=$MEGABYTES PAIRS=$PAIRS SLOW_PAIRS=$SLOW_PAIRS VOCAB=\"$VOCAB\" TASKS=\"$TASKS\" SCALE=\"$SCALE\" pipelines/bench/tokenizer.sh"
  "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$CORPUS" --manifest "$RUN/manifest.db" >&2
fi

say "$PAIRS pairs of runs with gigatoken, $SLOW_PAIRS with each of the others"
# shellcheck disable=SC2086 # VOCAB, SCALE and TASKS are lists
"$python" pipelines/bench/peers/bench_tokenizer.py --bin "$BIN" --corpus "$CORPUS" --corpus-name "$name" --work "$RUN" \
  --pairs "$PAIRS" --slow-pairs "$SLOW_PAIRS" --vocab $VOCAB --scale $SCALE --work-on $TASKS \
  --command "$command" >"$RUN/report.md"

if [ ! -e "$REPORT" ]; then
  mkdir -p "$(dirname "$REPORT")"
  printf '# The tokenizer beside its peers\n' >"$REPORT"
fi
{ printf '\n'; cat "$RUN/report.md"; } >>"$REPORT"
cat "$RUN/report.md"
say "added to $REPORT"
