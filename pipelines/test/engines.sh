#!/usr/bin/env bash
#
# Encodes the same text with one process and with every engine of docs/many-machines.md: a Slurm of three nodes on this
# machine, Open MPI and GNU parallel from Debian's packages, and what a pod of Kubernetes sees. Tasks are killed in the
# middle of a part, requeued and submitted again. In the end the dataset must have the same digest, and its lineage must
# be complete.
#
#   pipelines/test/engines.sh          about a minute; BIN names the folder of the tools
#
# Runs as root on Debian or Ubuntu and installs missing packages; elsewhere it says so and does nothing. All files are
# in a temporary folder, and all daemons end with the script.
. "$(dirname "$0")/../lib.sh"

if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
  say "skipped: Slurm is started as root, with the packages of Debian"
  exit 0
fi
install_with_apt slurm-wlm openmpi-bin parallel sqlite3 python3-yaml

need_built_tools
export BIN
scripts=$PWD/pipelines/run
work=$(mktemp -d)
# shellcheck source=pipelines/test/engines/nodes.sh
. "$scripts/../test/engines/nodes.sh"

# --- The text, and what one process makes of it -----------------------------------------------------------------------

cd "$work"
export INPUT="$work/my text.txt" TOKENIZER="$work/tokenizer" PARTS=16
# Level 19 makes parts slow to write, so that there is time to kill somebody in the middle of one.
flags=(--level 19)
# What shows that a dataset is the same: its digest depends on documents, order and tokenizer alone.
gather=(--shuffle --seed 7 --valid-fraction 0.05)

heading "one process"
export LETTERPRESS_MANIFEST="$work/one.db"
"$BIN/tell-stories" --megabytes 24 --output "$INPUT" --quiet
"$BIN/bpe-train" --input "$INPUT" --vocab-size 1024 --special-token '<|endoftext|>' --output "$TOKENIZER" --quiet
"$BIN/bpe-encode" --tokenizer "$TOKENIZER" --input "$INPUT" --output one "${flags[@]}" --quiet
digest() {
  "$BIN/shard" --input "$1" --output "$1-dataset" "${gather[@]}" --force --quiet --json |
    sed 's/.*"dataset":"\([0-9a-f]*\)".*/\1/'
}
expected=$(digest one)
[ ${#expected} -eq 64 ] || fail "no digest from one process"

# Everything an engine did must be in the manifest: all parts made by recorded runs that ended well, and each of those
# leading back to the text.
check() {
  local name=$1 found
  found=$(digest "$name") || fail "$name: shard failed"
  [ "$found" = "$expected" ] || fail "$name: dataset $found (expected $expected)"
  found=$(sqlite3 "$LETTERPRESS_MANIFEST" "SELECT count(DISTINCT made.path) FROM made JOIN run ON run.id = made.run
    WHERE run.stage = 'bpe-encode' AND run.status = 'ok' AND made.path LIKE '$name/part-%'")
  [ "$found" = "$PARTS" ] || fail "$name: the manifest knows the maker of $found parts (expected $PARTS)"
  found=$(sqlite3 "$LETTERPRESS_MANIFEST" "SELECT count(*) FROM io JOIN run ON run.id = io.run
    WHERE io.direction = 'in' AND run.id = (SELECT max(id) FROM run WHERE stage = 'shard' AND status = 'ok')")
  [ "$found" = "$PARTS" ] || fail "$name: shard read $found parts (expected $PARTS)"
  found=$(sqlite3 "$LETTERPRESS_MANIFEST" "SELECT count(*) FROM run WHERE status = 'running'")
  [ "$found" = 0 ] || fail "$name: $found runs are still called running"
  found=$(find "$name" "$name-dataset" -name '.*' -type f | wc -l)
  [ "$found" = 0 ] || fail "$name: $found temporary files are left"
  heading "$name: the same dataset, ${expected:0:12}…"
}

# ends STATUS: how many runs of the receipts ended so.
ends() { grep -rl "\"status\": \"$1\"" "$(dirname "$LETTERPRESS_MANIFEST")/receipts" 2>/dev/null | wc -l; }

# part FOLDER NUMBER: the file of a part.
part() { printf '%s/part-%05d-of-%05d.u16.zst' "$1" "$2" "$PARTS"; }

# files FOLDER: its parts with inode and time, which change when a part is made again.
files() { find "$1" -name 'part-*' -printf '%p %i %T+ %s\n' | LC_ALL=C sort; }

# writer FOLDER NUMBER: the process that is writing a part, by its temporary file's name.
writer() {
  local name
  for name in "$1/.$(basename "$(part "$1" "$2")").tmp-"*; do
    [ -e "$name" ] || return 1
    name=${name##*.tmp-}
    printf '%s' "${name%%-*}"
    return 0
  done
}

# catch FOLDER NUMBER: waits for the process that writes a part and stops it in the middle; `caught` is its id.
catch() {
  caught=""
  for _ in $(seq 2000); do
    if caught=$(writer "$1" "$2") && kill -STOP "$caught" 2>/dev/null; then
      if [ ! -e "$(part "$1" "$2")" ]; then return 0; fi
      kill -CONT "$caught"
    fi
    [ ! -e "$(part "$1" "$2")" ] || fail "$1: part $2 was finished before anybody could stop it"
    sleep 0.01
  done
  fail "$1: nobody began to write part $2"
}

# three_tasks STARTER ENGINE LOG: the starter made three tasks of the engine.
three_tasks() {
  local task
  for task in 0 1 2; do
    grep -q "task $task of 3 by $2" "$3" || fail "$1 started no task $task: $(cat "$3")"
  done
}

# --- Slurm ------------------------------------------------------------------------------------------------------------

# shellcheck source=pipelines/test/engines/slurm.sh
. "$scripts/../test/engines/slurm.sh"

# --- MPI --------------------------------------------------------------------------------------------------------------

heading "mpirun -n 3"
mkdir mpi && cd mpi
export LETTERPRESS_MANIFEST="$PWD/manifest.db"
OUTPUT=mpi PROCESSES=3 MPIRUN='mpirun.openmpi --allow-run-as-root --oversubscribe' "$scripts/encode-mpi.sh" \
  "${flags[@]}" 2>"$work/mpi.log"
three_tasks mpirun "Open MPI" "$work/mpi.log"
check mpi
cd ..

# --- GNU parallel -----------------------------------------------------------------------------------------------------

heading "parallel; the job of part 6 is killed in the middle of it"
mkdir parallel && cd parallel
export LETTERPRESS_MANIFEST="$PWD/manifest.db" OUTPUT=parallel JOBS=2
"$scripts/encode-parallel.sh" "${flags[@]}" >"$work/parallel.log" 2>&1 </dev/null &
engine=$!
catch parallel 6
kill -9 "$caught"
if wait $engine; then fail "parallel did not notice that a job was killed"; fi
[ ! -e "$(part parallel 6)" ] || fail "the killed job left part 6"
files parallel >before

heading "parallel --resume-failed"
"$scripts/encode-parallel.sh" "${flags[@]}" >>"$work/parallel.log" 2>&1 </dev/null
files parallel | grep -v part-00006 >after
cmp before after || fail "parts of other jobs were touched"
[ "$(wc -l <"parallel-$PARTS.joblog")" = $((PARTS + 2)) ] || fail "parallel ran other jobs than the one that failed"
check parallel
cd ..

# --- Kubernetes -------------------------------------------------------------------------------------------------------

heading "the pods of encode-kubernetes.yaml, without a cluster: each with its index and arguments"
mkdir kubernetes && cd kubernetes
export LETTERPRESS_MANIFEST="$PWD/manifest.db"
unset OUTPUT
ln -s "$INPUT" corpus.txt
ln -s "$TOKENIZER" tokenizer
python3 - "$scripts/encode-kubernetes.yaml" >pods <<'END'
import shlex, sys, yaml
job = yaml.safe_load(open(sys.argv[1]))
assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
spec = job["spec"]
assert spec["completionMode"] == "Indexed" and 1 <= spec["parallelism"] <= spec["completions"]
pod = spec["template"]["spec"]
assert pod["restartPolicy"] in ("Never", "OnFailure")
[container] = pod["containers"]
words = container["command"] + container["args"]
assert all(isinstance(word, str) for word in words), "arguments must be text"
assert words[words.index("--tasks") + 1] == str(spec["completions"]), "--tasks is not completions"
assert {m["name"] for m in container["volumeMounts"]} == {v["name"] for v in pod["volumes"]}
for index in range(spec["completions"]):
    print(f"JOB_COMPLETION_INDEX={index} HOSTNAME={job['metadata']['name']}-{index}", shlex.join(words))
END
[ "$(wc -l <pods)" = 8 ] || fail "no pods: $(cat pods)"
(
  PATH="$BIN:$PATH"
  # shellcheck source=/dev/null
  . ./pods
) 2>"$work/kubernetes.log"
PARTS=64
check encoded
cd ..

heading "all engines gave the same dataset, $SECONDS s"
