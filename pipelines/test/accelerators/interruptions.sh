# shellcheck shell=bash
#
# A run on a device that diverges, is killed or stopped, or fills the disk: what it leaves can be gone on with, and the
# losses are in the end those of a run that nothing befell.

# start OUTPUT ARGUMENT…: a run in the background, with the signals of a terminal; `process` is its id.
start() {
  env --default-signal=INT,HUP "$BIN/lm-train" --output "$1" "${model[@]}" "${@:2}" >"$scratch/log" 2>&1 &
  process=$!
}

# await_step RUN STEP: waits until this step is on record.
await_step() {
  local _
  for _ in $(seq 6000); do
    if grep -q "\"step\":$2[,}]" "$1/metrics.jsonl" 2>/dev/null; then return; fi
    kill -0 "$process" 2>/dev/null || fail "$1 ended before step $2"
    sleep 0.01
  done
  fail "$1: no step $2 in a minute"
}

# checkpoints RUN: how many there are.
checkpoints() { find "$1" -name 'step-*.safetensors' | wc -l; }

# no_left_overs RUN: no temporary file is left.
no_left_overs() {
  local left
  left=$(find "$1" -name '.*.tmp-*')
  [ -z "$left" ] || fail "left: $left"
}

# One step a launch makes a run slow enough to be caught in the middle.
slow=(--steps-per-launch 1)
for plugin in "${plugins[@]}"; do
  device=(--device "${libraries[$plugin]}")
  heading "$plugin: signals in the middle of a run"
  for signal in KILL INT HUP; do
    run=$plugin-$signal code=0 expected=130
    start "$run" "${device[@]}" "${slow[@]}"
    await_step "$run" 50
    kill "-$signal" "$process"
    wait "$process" 2>/dev/null || code=$?
    if [ "$signal" = KILL ]; then expected=137; fi
    [ "$code" -eq "$expected" ] || fail "exit code $code (expected $expected) after $signal"
    if [ "$signal" != KILL ]; then
      # Whatever step it was at is saved.
      [ "$(checkpoints "$run")" -ge 1 ] && no_left_overs "$run"
      last=$(tail -n 1 "$run/metrics.jsonl" | sed -E 's/.*"step":([0-9]+).*/\1/')
      [ -e "$(printf '%s/step-%08d.safetensors' "$run" "$last")" ] || fail "no checkpoint of step $last: $(ls "$run")"
    fi
    train 0 --output "$run" --resume
    no_left_overs "$run"
    compare "$signal at step 50, then --resume" "$plugin" "$run" "$plugin-baseline-fp32" 1e-6
  done

  # Our own kernels go on from the last good state, and come to the same.
  heading "$plugin: a run that diverges"
  run=$plugin-diverged
  train 3 --output "$run" "${model[@]}" "${device[@]}" --lr 1e3 --warmup-steps 0 --validate-every 0 \
    --checkpoint-every 3 --steps-per-launch 3
  step=$(sed -n 's/.*diverged at step \([0-9]*\):.*/\1/p' "$scratch/log")
  good=$(printf '%s/step-%08d.safetensors' "$run" $(((step - 1) / 3 * 3)))
  said "the last good state is $good"
  no_left_overs "$run"
  train 3 --output "$run" --resume
  said "diverged at step $step, as the run in --output found"
  "$BIN/lm-eval" --checkpoint "$good" --dataset dataset --max-tokens 500 --output "$run.json" >"$scratch/log" 2>&1 ||
    fail "the last good state cannot be evaluated"
  train 3 --output "$run" --resume --device cpu
  said "diverged at step $step:"

  heading "$plugin: a full disk"
  disk=$scratch/disk
  mkdir -p "$disk"
  if mount -t tmpfs -o size=1500k tmpfs "$disk" 2>/dev/null; then
    trap 'umount "$disk" 2>/dev/null || true; rm -rf "$scratch"' EXIT
    train 74 --output "$disk/run" "${model[@]}" "${device[@]}" --keep all
    tail -n 1 "$scratch/log" | grep -qE 'no space left|is full' || fail "the cause is not named"
    no_left_overs "$disk/run"
    mount -o remount,size=64m "$disk"
    train 0 --output "$disk/run" --resume
    compare 'full disk, then --resume' "$plugin" "$disk/run" "$plugin-baseline-fp32" 1e-6
    umount "$disk"
  else
    skip "a full disk ($plugin); only root may mount one"
  fi
done
