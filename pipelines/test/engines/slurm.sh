# shellcheck shell=bash
#
# The part of engines.sh about Slurm: an array, tasks that are killed and requeued, srun.

start_slurm

mkdir array && cd array
export LETTERPRESS_MANIFEST="$PWD/manifest.db" OUTPUT="array"
submit() { sbatch --parsable --cpus-per-task=1 --output "$work/array-%A_%a.log" "$@"; }
gone() { [ -z "$(squeue -h -j "$1" 2>/dev/null)" ]; }

heading "an array of 8 tasks over $PARTS parts; task 4 is killed in the middle of part 4"
job=$(submit --array=0-7 "$scripts/encode-slurm.sbatch" "${flags[@]}")
catch array 4
kill -9 "$caught"
await 60 "the array" gone "$job"
if "$BIN/shard" --input array --output array-dataset "${gather[@]}" --quiet 2>missing.log; then
  fail "shard took 14 parts"
fi
grep -qF "array: 2 parts of $PARTS (4 12) are missing; make them with: bpe-encode --tokenizer $TOKENIZER --input '$INPUT' \
--output array --level 19 --parts $PARTS --part 4 12" missing.log || fail "shard said: $(cat missing.log)"

heading "scontrol requeue: Slurm starts the killed task again"
scontrol requeue "${job}_4"
await 60 "part 12 by the task that was requeued" test -e "$(part array 12)"
await 60 "the task that was requeued" gone "$job"
check array

heading "tasks 4 and 7 once more, as an array of their own; no part may move"
files array | grep -v -e part-00004 -e part-00007 -e part-00012 -e part-00015 >before
sha256sum array/* >sums
rm -f array/part-000{04,07,12,15}-*
job=$(submit --array=4,7 "$scripts/encode-slurm.sbatch" "${flags[@]}")
await 60 "the array without TASKS" gone "$job"
grep -qF "bpe-encode: Slurm array task 4: the array has 2 tasks with ids 4 to 7, which does not tell how many share the \
parts (expected all ids from 0 on); say --tasks N with the N of the whole array" "$work/array-${job}_4.log" ||
  fail "a part of an array without TASKS was not refused: $(cat "$work/array-${job}_4.log")"
job=$(TASKS=8 submit --array=4,7 "$scripts/encode-slurm.sbatch" "${flags[@]}")
await 60 "tasks 4 and 7" gone "$job"
files array | grep -v -e part-00004 -e part-00007 -e part-00012 -e part-00015 >after
cmp before after || fail "parts of other tasks were touched"
sha256sum --quiet --check sums || fail "a part has other bytes than before"
check array

heading "a task that runs is requeued: it is told, records that, and begins again"
rm -f array/part-000{05,13}-*
interrupted=$(ends interrupted)
job=$(TASKS=8 submit --array=5 "$scripts/encode-slurm.sbatch" "${flags[@]}")
catch array 5
scontrol requeue "${job}_5"
kill -CONT "$caught"
told() { [ "$(ends interrupted)" -gt "$interrupted" ]; }
await 60 "a receipt that tells of the interruption" told
await 60 "part 13 by the task that was requeued" test -e "$(part array 13)"
await 60 "the task that was requeued" gone "$job"
check array
cd ..

heading "srun -n 3"
mkdir srun && cd srun
export LETTERPRESS_MANIFEST="$PWD/manifest.db"
srun -n 3 --quiet "$BIN/bpe-encode" --tokenizer "$TOKENIZER" --input "$INPUT" --output srun --parts $PARTS --threads 1 \
  "${flags[@]}" 2>"$work/srun.log"
three_tasks srun Slurm "$work/srun.log"
check srun
cd ..
