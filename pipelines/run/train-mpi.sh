#!/usr/bin/env bash
#
# Trains one model with the processes that mpirun starts: Open MPI, MPICH, Intel MPI.
#
#   DATASET=dataset OUTPUT=run PROCESSES=4 pipelines/run/train-mpi.sh --steps 2000
#   MPIRUN='mpirun --hostfile hosts --map-by node' … pipelines/run/train-mpi.sh --steps 2000      one process a machine
#
# The result has the same bits for 1, 2, 4 or 8 processes. Flags of lm-train may follow. If a process or a machine is
# lost, all end with exit code 75, and the same command goes on from the last checkpoint, with any number of processes.
set -euo pipefail

: "${DATASET:?the directory that shard made}" "${OUTPUT:?the directory of the run}"
: "${PROCESSES:=2}" "${THREADS:=}" "${MPIRUN:=mpirun}"

# shellcheck disable=SC2086 # MPIRUN is a command with its flags
exec $MPIRUN -n "$PROCESSES" "${BIN:+$BIN/}lm-train" --dataset "$DATASET" --output "$OUTPUT" --resume \
  ${THREADS:+--threads "$THREADS"} "$@"
