#!/usr/bin/env bash
#
# One training by several processes through real MPI libraries: the same bits for 1, 2, 4 and 8 ranks, 1 and 2 threads,
# Open MPI and MPICH; other numbers of ranks after a resume; signals, kills, errors and machines of other kinds; and a
# Slurm job that is requeued. Prints a Markdown table of the digests.
#
#   pipelines/test/ranks.sh             three kills (a minute on 2 cores); BIN names the folder of the tools
#   KILLS=50 pipelines/test/ranks.sh    fifty
#
# Runs as root on Debian or Ubuntu and installs missing packages; elsewhere it says so and does nothing. All files are in
# a temporary folder, and all daemons end with the script.
. "$(dirname "$0")/../lib.sh"
: "${KILLS:=3}"

if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
  say "skipped: Slurm is started as root, with the packages of Debian"
  exit 0
fi
install_with_apt slurm-wlm openmpi-bin mpich

need_built_tools
tests=$PWD/pipelines/test
run_folder=$PWD/pipelines/run
work=$(mktemp -d)
# shellcheck source=pipelines/test/engines/nodes.sh
. "$tests/engines/nodes.sh"
cd "$work"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export LETTERPRESS_MANIFEST=$work/manifest.db
unset LETTERPRESS_MPI LETTERPRESS_ISA
open=(mpirun.openmpi --oversubscribe)
hydra=(mpirun.mpich)
# choose FAMILY: its launcher becomes $starter.
choose() {
  case $1 in
  open) starter=("${open[@]}") ;;
  hydra) starter=("${hydra[@]}") ;;
  esac
}

# --- The dataset, and how runs are compared ---------------------------------------------------------------------------

"$BIN/tell-stories" --quiet --megabytes 1 --output corpus.txt >/dev/null
"$BIN/bpe-train" --quiet --input corpus.txt --vocab-size 512 --special-token '<|endoftext|>' --output tokenizer
"$BIN/bpe-encode" --quiet --tokenizer tokenizer --input corpus.txt --output encoded
"$BIN/shard" --quiet --input encoded --shuffle --seed 1 --valid-fraction 0.1 --output dataset
model=(--dataset dataset --context-length 16 --d-model 32 --layers 2 --heads 2 --d-ff 64 --batch-size 16 --seed 7
  --warmup-steps 5 --validate-every 10 --validation-tokens 2000 --keep all)

# digest RUN STEP: parameters_sha256 of a checkpoint.
digest() {
  head -c 65536 "$1/step-$(printf %08d "$2").safetensors" | grep -a -o '"parameters_sha256":"[0-9a-f]*"' | cut -d '"' -f 4
}

# losses RUN: step, kind and value of every loss on record.
losses() { sed -n -E 's/.*"((valid_)?loss)":([-+.eE0-9]+).*"step":([0-9]+).*/\4 \1 \3/p' "$1/metrics.jsonl"; }

# trains CODE LAUNCHER… -- ARGUMENT…: lm-train, started so, must end with this code.
trains() {
  local code=0 expected=$1 launcher=()
  shift
  while [ "$1" != -- ]; do launcher+=("$1"); shift; done
  shift
  timeout 300 "${launcher[@]}" "$BIN/lm-train" "$@" >log 2>&1 </dev/null || code=$?
  [ "$code" = "$expected" ] || fail "exit code $code (expected $expected) of ${launcher[*]} lm-train $*: $(cat log)"
}

# same RUN STEP: the run has the losses and parameters of the reference.
same() {
  [ "$(digest "$1" "$2")" = "$(digest one "$2")" ] || fail "$1: other parameters after step $2 than one process"
  cmp -s <(losses "$1") <(losses one | awk -v last="$2" '$1 <= last') || fail "$1: other losses than one process"
}

# --- The same bits ----------------------------------------------------------------------------------------------------

heading "1, 2, 4 and 8 ranks, 1 and 2 threads, two MPI libraries: one digest"
trains 0 env -- "${model[@]}" --steps 50 --threads 1 --output one
printf '| library | ranks | threads | parameters_sha256 after 50 steps |\n| --- | ---: | ---: | --- |\n'
printf '| none | 1 | 1 | %s |\n' "$(digest one 50)"
for family in open hydra; do
  choose $family
  for ranks in 1 2 4 8; do
    for threads in 1 2; do
      run=$family-$ranks-$threads
      trains 0 "${starter[@]}" -n "$ranks" -- "${model[@]}" --steps 50 --threads "$threads" --check-ranks 10 --output "$run"
      same "$run" 50
      printf '| %s | %s | %s | %s |\n' "$family" "$ranks" "$threads" "$(digest "$run" 50)"
    done
  done
done

heading "every ablation, and accumulation: two and four ranks as one"
number=0
while read -r -a flags; do
  number=$((number + 1))
  trains 0 env -- "${model[@]}" --steps 12 "${flags[@]}" --output "alone-$number"
  for ranks in 2 4; do
    trains 0 "${open[@]}" -n "$ranks" -- "${model[@]}" --steps 12 "${flags[@]}" --threads 1 --output "shared-$number-$ranks"
    [ "$(digest "shared-$number-$ranks" 12)" = "$(digest "alone-$number" 12)" ] || fail "${flags[*]}: $ranks ranks differ"
  done
done <<'END'
--norm none --lr 1e-4
--norm post
--position none
--ffn silu
--tie-embeddings
--tie-embeddings --norm none --lr 1e-4 --gradient-accumulation 2
--gradient-accumulation 4
--gradient-accumulation 16 --batch-size 2
--gradient-groups 16
--kv-heads 1 --qk-norm --window 5 --ffn relu2 --logit-softcap 15 --value-residual --embedding-residual
--optimizer muon --momentum-warmup-steps 6 --cautious-weight-decay
--schedule wsd --cooldown-fraction 0.5 --align documents
END

[ "$number" = 12 ] || fail "$number ablations"

heading "a run goes on with other numbers of ranks"
trains 0 "${open[@]}" -n 8 -- "${model[@]}" --steps 20 --decay-steps 50 --threads 1 --output on
trains 0 env -- --resume --steps 30 --output on
trains 0 "${hydra[@]}" -n 4 -- --resume --steps 50 --threads 1 --output on
same on 50

heading "rounded gradients: half the bytes, the same on all ranks, other bits than those of fp32"
trains 0 "${open[@]}" -n 4 -- "${model[@]}" --steps 20 --gradient-exchange bf16 --check-ranks 1 --threads 1 --output rounded
[ "$(digest rounded 20)" != "$(digest one 20)" ] || fail "rounded gradients gave the bits of fp32"

# --- Refusals ---------------------------------------------------------------------------------------------------------

# says TEXT [TIMES]: so many lines of all processes say so, one if no number is given.
says() { [ "$(grep -c -F -- "$1" log)" = "${2:-1}" ] || fail "not ${2:-1} times '$1': $(cat log)"; }

heading "what cannot be shared, other outputs, machines of two kinds"
trains 64 "${hydra[@]}" -n 8 -- "${model[@]}" --steps 5 --gradient-groups 4 --output refused
says '8 ranks cannot share a step of --gradient-groups 4'
trains 64 "${hydra[@]}" -n 2 -- "${model[@]}" --steps 5 --processes 4 --output refused
trains 64 "${hydra[@]}" -n 3 -- "${model[@]}" --steps 5 --output refused
trains 64 "${open[@]}" -n 2 -- --output one --resume --lr 1
says 'made with other settings: lr'
mixed=(-n 1 env LETTERPRESS_ISA=portable "$BIN/lm-train" "${model[@]}" --steps 5 --threads 1 --output mixed)
trains 64 "${hydra[@]}" "${mixed[@]}" : -n 1 -- "${model[@]}" --steps 5 --threads 1 --output mixed
says 'or say --allow-mixed'
trains 0 "${hydra[@]}" "${mixed[@]}" --allow-mixed : -n 1 -- "${model[@]}" --steps 5 --threads 1 --allow-mixed --output mixed
says 'the result depends on which machine computes which part'
trains 64 "${hydra[@]}" -n 1 "$BIN/lm-train" "${model[@]}" --steps 5 --output this : -n 1 -- "${model[@]}" --steps 5 --output that
says 'for trainings of their own start them with --processes 1'
[ ! -e refused ] && [ ! -e this ] && [ ! -e that ] || fail "something was written by a run that was refused"
trains 0 "${hydra[@]}" -n 2 -- "${model[@]}" --steps 50 --output one
says 'up to date'

heading "a launcher that nothing tells of, and what each rank says of itself"
unnoticed=(env -u OMPI_COMM_WORLD_RANK -u OMPI_COMM_WORLD_SIZE)
trains 0 "${open[@]}" -n 2 "${unnoticed[@]}" -- "${model[@]}" --steps 50 --threads 1 --mpi --log-ranks --steps 50 --batch-size 16 \
  --output told
same told 50
says 'lm-train: rank 0 on '
says 'lm-train: rank 1 on '
says 'waiting for the others' 2
trains 0 "${hydra[@]}" -n 2 -- "${model[@]}" --steps 5 --threads 1 --seed 8 --output twice
says 'the last one counts'
trains 64 "${open[@]}" -n 2 "${unnoticed[@]}" -- "${model[@]}" --steps 5 --mpi --processes 4 --output refused
says '--processes 4: MPI knows of 2'
trains 64 env -- "${model[@]}" --steps 5 --mpi --output refused
says '--mpi is for several (expected at least 2)'
[ ! -e refused ] || fail "something was written by a run that was refused"

heading "a divergence is all ranks'"
trains 3 "${hydra[@]}" -n 4 -- "${model[@]}" --steps 50 --lr 1e30 --clip 0 --norm none --threads 1 --output diverged
says 'diverged at step'

# --- Ends -------------------------------------------------------------------------------------------------------------

# started LAUNCHER… -- ARGUMENT…: the same in the background, as $launched.
started() {
  local launcher=()
  while [ "$1" != -- ]; do launcher+=("$1"); shift; done
  shift
  "${launcher[@]}" "$BIN/lm-train" "$@" >log 2>&1 </dev/null &
  launched=$!
}
gone() { ! kill -0 "$launched" 2>/dev/null; }
# our_ranks: the processes of lm-train that this script's launchers started, and nobody else's.
our_ranks() {
  local pid
  for pid in $(pgrep -x lm-train); do
    if tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -qxF "LETTERPRESS_MANIFEST=$LETTERPRESS_MANIFEST"; then
      echo "$pid"
    fi
  done
}
recorded() { [ "$(losses "$1" 2>/dev/null | wc -l)" -ge "$2" ]; }
none_left() { [ -z "$(our_ranks)" ]; }
long=("${model[@]}" --steps 2000 --validate-every 100 --threads 1)

heading "TERM to all ranks, and to one alone: all stop after the same step, saved"
trains 0 env -- "${long[@]}" --output long
for family in open hydra; do
  choose $family
  started "${starter[@]}" -n 4 -- "${long[@]}" --output "stopped-$family"
  await 60 "the first losses" recorded "stopped-$family" 20
  if [ "$family" = open ]; then
    kill -TERM "$launched"
  else
    kill -TERM "$(our_ranks | tail -n 1)"
  fi
  await 30 "the end of all ranks" gone
  await 10 "the end of every rank" none_left
  wait "$launched" && fail "a run that was stopped ended with 0"
  # mpirun of Open MPI does not pass on what its processes say after a TERM.
  [ "$family" = open ] || grep -q 'stopped after step' log || fail "nobody said where it stopped: $(cat log)"
  stopped=$(losses "stopped-$family" | awk '$2 == "loss" { last = $1 } END { print last }')
  [ "$stopped" -lt 2000 ] && [ -e "stopped-$family/step-$(printf %08d "$stopped").safetensors" ] ||
    fail "no checkpoint of step $stopped, the last: $(ls "stopped-$family")"
  trains 0 "${starter[@]}" -n 2 -- --resume --threads 1 --output "stopped-$family"
  [ "$(digest "stopped-$family" 2000)" = "$(digest long 2000)" ] || fail "stopped and resumed: other parameters"
done

heading "$KILLS kills of a rank at random instants: nothing lost, the same bits in the end"
for kill in $(seq "$KILLS"); do
  if [ $((kill % 2)) = 0 ]; then choose open; else choose hydra; fi
  rm -rf killed
  started "${starter[@]}" -n 4 -- "${long[@]}" --output killed
  sleep "$(awk -v seed="$RANDOM" 'BEGIN { srand(seed); print 0.3 + 3 * rand() }')"
  victim=$(our_ranks | shuf -n 1)
  if [ -n "$victim" ]; then kill -9 "$victim" 2>/dev/null || true; fi
  await 60 "the end of the others" gone
  await 10 "the end of every rank" none_left
  wait "$launched" || true
  trains 0 "${starter[@]}" -n $((1 << RANDOM % 4)) -- "${long[@]}" --resume --output killed
  [ "$(digest killed 2000)" = "$(digest long 2000)" ] || fail "killed and resumed: other parameters"
  cmp -s <(losses killed) <(losses long) || fail "killed and resumed: other losses"
done

heading "rank 0 has no room on its disk: all end, and the last checkpoint is whole"
mkdir tiny
if mount -t tmpfs -o size=3m tmpfs tiny 2>/dev/null; then
  code=0
  "${open[@]}" -n 4 "$BIN/lm-train" "${long[@]}" --output tiny/run >log 2>&1 </dev/null || code=$?
  cp -r tiny/run full
  umount tiny
  # mpirun ends with the code of the first that ended, rank 0 or one that heard of it.
  [ "$code" = 74 ] || [ "$code" = 75 ] || fail "exit code $code (expected 74 or 75): $(cat log)"
  grep -q 'lm-train: tiny/run/.*no space left' log || fail "nothing is said of the disk: $(cat log)"
  trains 0 "${hydra[@]}" -n 2 -- "${long[@]}" --resume --output full
  [ "$(digest full 2000)" = "$(digest long 2000)" ] || fail "other parameters after a full disk"
else
  say "skipped: a full disk; no file system can be mounted here"
fi

# --- Slurm ------------------------------------------------------------------------------------------------------------

start_slurm
heading "a Slurm job that is requeued in the middle goes on to the same bits"
export DATASET=dataset OUTPUT=requeued BIN
flags=("${long[@]}")
job=$(sbatch --parsable --requeue --nodes=2 --ntasks=4 --ntasks-per-node=2 --overcommit --output=requeued.log \
  --open-mode=append "$run_folder/train-slurm.sbatch" "${flags[@]:2}")
await 60 "the job's first losses" recorded requeued 30
scontrol requeue "$job"
finished() { [ -e requeued/step-00002000.safetensors ]; }
await 240 "the job's end" finished
[ "$(digest requeued 2000)" = "$(digest long 2000)" ] || fail "requeued: other parameters"

heading "all is well, $SECONDS s"
