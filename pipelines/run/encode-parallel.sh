#!/usr/bin/env bash
#
# Encodes a corpus with GNU parallel, on this machine or over ssh on several.
#
#   INPUT=corpus.txt TOKENIZER=tokenizer OUTPUT=encoded PARTS=64 JOBS=8 pipelines/run/encode-parallel.sh
#   HOSTS=4/one,4/two … pipelines/run/encode-parallel.sh    four jobs at once on each of two machines
#
# One job a part; further flags of bpe-encode may follow. All machines must see the same files. After a failure run it
# again: the log beside $OUTPUT knows which jobs failed or were never started, and only those start.
set -euo pipefail

: "${INPUT:?the text to encode}" "${TOKENIZER:?the directory of the tokenizer}" "${OUTPUT:?where the parts go}"
: "${PARTS:=64}" "${JOBS:=100%}" "${HOSTS:=}"

# Jobs on other machines start in the same directory as here (--workdir .).
exec parallel --jobs "$JOBS" --joblog "$OUTPUT-$PARTS.joblog" --resume-failed --quote \
  ${HOSTS:+--sshlogin "$HOSTS" --workdir .} \
  "${BIN:+$BIN/}bpe-encode" --tokenizer "$TOKENIZER" --input "$INPUT" --output "$OUTPUT" --parts "$PARTS" \
  --part {} --threads 1 --quiet "$@" ::: $(seq 0 $((PARTS - 1)))
