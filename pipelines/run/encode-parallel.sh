#!/usr/bin/env bash
#
# Encodes a corpus with GNU parallel, on this machine or on several over ssh.
#
#   INPUT=corpus.txt TOKENIZER=tokenizer OUTPUT=encoded PARTS=64 JOBS=8 pipelines/run/encode-parallel.sh
#   HOSTS=4/one,4/two … pipelines/run/encode-parallel.sh    four jobs at a time on each of two machines
#
# There is one job per part. You can append more flags of bpe-encode. All machines must see the same files. After a
# failure run the script again: only the jobs that the log next to $OUTPUT lists as failed, or does not list, are
# started.
set -euo pipefail

: "${INPUT:?the text to encode}" "${TOKENIZER:?the directory of the tokenizer}" "${OUTPUT:?where the parts go}"
: "${PARTS:=64}" "${JOBS:=100%}" "${HOSTS:=}"

# Jobs on other machines start in the same directory as here (--workdir .).
exec parallel --jobs "$JOBS" --joblog "$OUTPUT-$PARTS.joblog" --resume-failed --quote \
  ${HOSTS:+--sshlogin "$HOSTS" --workdir .} \
  "${BIN:+$BIN/}bpe-encode" --tokenizer "$TOKENIZER" --input "$INPUT" --output "$OUTPUT" --parts "$PARTS" \
  --part {} --threads 1 --quiet "$@" ::: $(seq 0 $((PARTS - 1)))
