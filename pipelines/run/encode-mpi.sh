#!/usr/bin/env bash
#
# Encodes a corpus with the processes that mpirun starts: Open MPI, MPICH and those that build on them.
#
#   INPUT=corpus.txt TOKENIZER=tokenizer OUTPUT=encoded PARTS=64 PROCESSES=16 pipelines/run/encode-mpi.sh
#   MPIRUN='mpirun --hostfile hosts' … pipelines/run/encode-mpi.sh      on the machines of a list
#
# No message is passed: each process learns its rank from the environment and makes its share of the parts. Further
# flags of bpe-encode may follow.
# After a failure run it again, with as many processes as you like: parts that are there are left alone.
set -euo pipefail

: "${INPUT:?the text to encode}" "${TOKENIZER:?the directory of the tokenizer}" "${OUTPUT:?where the parts go}"
: "${PARTS:=64}" "${PROCESSES:=4}" "${THREADS:=1}" "${MPIRUN:=mpirun}"

# shellcheck disable=SC2086 # MPIRUN is a command with its flags
exec $MPIRUN -n "$PROCESSES" "${BIN:+$BIN/}bpe-encode" \
  --tokenizer "$TOKENIZER" --input "$INPUT" --output "$OUTPUT" --parts "$PARTS" --threads "$THREADS" "$@"
