#!/usr/bin/env bash
#
# Encodes a corpus with the processes that mpirun starts: Open MPI, MPICH and MPIs based on them.
#
#   INPUT=corpus.txt TOKENIZER=tokenizer OUTPUT=encoded PARTS=64 PROCESSES=16 pipelines/run/encode-mpi.sh
#   MPIRUN='mpirun --hostfile hosts' … pipelines/run/encode-mpi.sh      on the machines in a host file
#
# The processes exchange no messages: each finds its rank in the environment and makes its share of the parts. You can
# append more flags of bpe-encode. After a failure run the script again, with any number of processes: finished parts
# are skipped.
set -euo pipefail

: "${INPUT:?the text to encode}" "${TOKENIZER:?the directory of the tokenizer}" "${OUTPUT:?where the parts go}"
: "${PARTS:=64}" "${PROCESSES:=4}" "${THREADS:=1}" "${MPIRUN:=mpirun}"

# shellcheck disable=SC2086 # MPIRUN is a command with its flags
exec $MPIRUN -n "$PROCESSES" "${BIN:+$BIN/}bpe-encode" \
  --tokenizer "$TOKENIZER" --input "$INPUT" --output "$OUTPUT" --parts "$PARTS" --threads "$THREADS" "$@"
