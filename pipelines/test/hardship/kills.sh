# shellcheck shell=bash
#
# kill -9 in every stage, then the same command again: the outputs must be those of an uninterrupted run, no temporary
# file may remain, and the manifest must be correct.
#
#   pipelines/test/hardship.sh kills                  100 random moments and every call, for each stage: minutes
#   ROUNDS=5 CALLS=8 pipelines/test/hardship.sh kills shard lm-train
#   CYCLES=200 pipelines/test/hardship.sh kills       then trainings that are killed until there were 200 kills
#
# There are two kinds of kills. ROUNDS come at random moments within the time that the stage takes. Others come before
# each system call that changes the disk (open to write, write, sync, rename, unlink, truncate, mkdir), by the tool or
# by SQLite, from a library loaded into the unmodified tool; so the moment between an output's rename and its receipt is
# always included. CALLS limits their number, spread evenly. They need a C compiler and are skipped without one.

rounds=${ROUNDS:-100}
calls=${CALLS:-1000}
cycles=${CYCLES:-0}
all_stages+=(clean)
select_from "${all_stages[@]}"

where() { printf '%s, %s' "$stage" "$instant"; }

# Starts from a copy of the folder before the stage, kills, runs again and looks at everything.
check() {
  rm -rf "$scratch/work"
  cp -a "$scratch/before" "$scratch/work"
  cd "$scratch/work"
  local code=0
  # The shell's own word on the killed is not wanted.
  {
    if [ -n "$delay" ]; then
      wrap=(exec)
      run_stage "$stage" &
      sleep "$delay"
      kill -KILL $! || true
      wait $! || code=$?
    else
      run_stage "$stage" || code=$?
    fi
  } 2>/dev/null
  [ "$code" -eq 0 ] || [ "$code" -eq 137 ] || fail "exit code $code"
  if [ "$code" -eq 137 ]; then killed=$((killed + 1)); fi
  wrap=(env)
  run_stage "$stage" || fail "the second start failed"
  check_whole
  cd "$scratch"
}

compile_faults || say "not Linux, or no C compiler: only random instants"
mkdir "$scratch/before"
delay=
for stage in "${all_stages[@]}"; do
  rm -rf "$scratch/done"
  cp -a "$scratch/before" "$scratch/done"
  cd "$scratch/done"
  instant="not killed"
  wrap=(env)
  start=$(date +%s%N)
  run_stage "$stage" || fail "failed"
  took=$((($(date +%s%N) - start) / 1000))
  contents . >"$scratch/expected"
  cd "$scratch"
  if is_selected "$stage"; then
    killed=0
    # Longer than a second is not needed: stages are tiny.
    if [ "$took" -gt 999999 ]; then took=999999; fi
    for ((round = 1; round <= rounds; round++)); do
      delay=$(printf '0.%06d' $((took * (RANDOM * 32768 + RANDOM) / (32768 * 32768))))
      instant="after $delay s"
      check
    done
    report=$(printf 'kills: %-12s %3d random instants, %d of them before the end' "$stage" "$rounds" "$killed")
    if [ -e "$scratch/faults.so" ]; then
      cp -a "$scratch/before" "$scratch/work2"
      total=$(cd "$scratch/work2" && count_calls kill run_stage "$stage")
      rm -rf "$scratch/work2"
      delay=
      stride=$(((total + calls - 1) / calls))
      tried=0
      for ((number = 1; number <= total; number += stride)); do
        instant="before call $number of $total"
        wrap=(env LD_PRELOAD="$scratch/faults.so" FAULT=kill FAULT_AT="$number" FAULT_UNDER="$scratch/work")
        check
        tried=$((tried + 1))
      done
      report="$report; before $tried of $total calls"
    fi
    printf '%s: as if never killed\n' "$report"
  fi
  rm -rf "$scratch/before"
  mv "$scratch/done" "$scratch/before"
done

# A training with a checkpoint every third step, started again after every kill until it is done; then the next one,
# with another seed, until there were CYCLES kills. Every start must continue from the newest checkpoint, and the end must
# be bit-identical to the uninterrupted run's, weights and optimiser.
train_long() {
  "${wrap[@]}" "$BIN/lm-train" --dataset dataset --output "$1" --seed "$seed" --resume --context-length 16 \
    --d-model 16 --layers 1 --heads 2 --d-ff 32 --steps 600 --batch-size 2 --warmup-steps 2 --validate-every 60 \
    --validation-tokens 200 --checkpoint-every 3 --keep 3 >"$scratch/log" 2>&1
}

newest() { (find "$1" -name "step-*.safetensors" 2>/dev/null || true) | LC_ALL=C sort | tail -n 1; }

# Starts the training; kills it at a random instant, or before a random call, while there are kills left to do.
live() {
  local code=0 pid
  {
    if [ "$killed" -ge "$cycles" ]; then
      wrap=(env)
      train_long "$torn" || code=$?
    elif [ -e "$scratch/faults.so" ] && [ $((RANDOM % 2)) -eq 0 ]; then
      wrap=(env LD_PRELOAD="$scratch/faults.so" FAULT=kill FAULT_AT=$((100 + RANDOM % 500)) FAULT_UNDER="$PWD")
      train_long "$torn" || code=$?
    else
      wrap=(exec)
      train_long "$torn" &
      pid=$!
      sleep "0.$(printf '%03d' $((100 + RANDOM % 500)))"
      kill -KILL "$pid" || true
      wait "$pid" || code=$?
    fi
  } 2>/dev/null
  wrap=(env)
  return "$code"
}

if [ "$cycles" -gt 0 ]; then
  stage=lm-train
  cd "$scratch/before"
  killed=0 resumed=0 seed=0
  while [ "$killed" -lt "$cycles" ]; do
    seed=$((seed + 1))
    straight=straight-$seed torn=torn-$seed
    instant="training $seed, not killed"
    train_long "$straight" || fail "the uninterrupted training"
    code=137
    while [ "$code" -ne 0 ]; do
      instant="training $seed, after $killed kills"
      before=$(newest "$torn")
      code=0
      live || code=$?
      [ "$code" -eq 0 ] || [ "$code" -eq 137 ] || fail "exit code $code"
      if [ "$code" -eq 137 ]; then killed=$((killed + 1)); fi
      # A kill may come before the tool has said where it begins.
      if [ -n "$before" ] && grep -q 'lm-train: .* parameters;' "$scratch/log"; then
        grep -q "lm-train: resuming from $before," "$scratch/log" || fail "did not continue from $before"
        resumed=$((resumed + 1))
      fi
    done
    cmp "$straight/step-00000600.safetensors" "$torn/step-00000600.safetensors" || fail "another end"
    (cd "$straight" && contents .) >"$scratch/expected"
    (cd "$torn" && contents .) | diff - "$scratch/expected" >&2 || fail "other outputs"
    [ -z "$(left_overs)" ] || fail "left: $(left_overs)"
    "$BIN/manifest" verify --full --quiet >"$scratch/log" 2>&1 || fail "verify --full"
  done
  printf 'kills: %d trainings killed %d times, continued %d times from the newest checkpoint: bit-identical\n' \
    "$seed" "$killed" "$resumed"
fi
