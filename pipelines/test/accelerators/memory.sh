# shellcheck shell=bash
#
# More memory than there is, and more than may be had: refused in one line before anything is written, by us and not by
# the end of the process. Limits are those of ulimit -v, in kB.

# limited LIMIT CODES WORDS TOOL ARGUMENT…: the tool under a limit, its exit code, and what its last line is like.
limited() {
  local code=0
  (ulimit -v "$1" && exec "$BIN/$4" "${@:5}") >"$scratch/log" 2>&1 </dev/null || code=$?
  [[ " $2 " == *" $code "* ]] || fail "exit code $code (expected $2) with ulimit -v $1 of: ${*:4}"
  tail -n 1 "$scratch/log" | grep -qE -- "$3" || fail "no '$3' in the last line with ulimit -v $1 of: ${*:4}"
}

# too_much WORDS TOOL ARGUMENT…: what needs more than 3 GB. A small machine says so before the limit does.
too_much() {
  limited 3000000 '75 64' "$1.* on cpu: .*(the system does not grant|needed \(expected at most )" "${@:2}"
}

# Of this model one window has attention's probabilities of 4 GB, and 512 samples have keys and values of 2 GB.
wide=(--dataset dataset --context-length 8192 --d-model 64 --layers 1 --heads 16 --d-ff 64 --batch-size 1 --steps 1
  --warmup-steps 0 --validate-every 0)
train 0 --output wide "${wide[@]}"

for plugin in "${plugins[@]}"; do
  heading "$plugin: too little memory"
  device=(--device "${libraries[$plugin]}")
  train 64 --output refused "${model[@]}" "${device[@]}" --context-length 256 --batch-size 1000000
  said "needed (expected at most this machine's"
  limited 600000 75 'a plugin with its compiler: the system does not grant' \
    lm-train --output refused "${model[@]}" "${device[@]}"
  too_much training_step lm-train --output refused "${wide[@]}" "${device[@]}"
  [ ! -e refused ] || fail "a run was begun: $(ls refused)"
  too_much evaluation lm-eval --checkpoint wide --dataset dataset --output refused.json "${device[@]}"
  [ ! -e refused.json ] || fail "a result was written"
  too_much prefill lm-sample --checkpoint wide --tokenizer tokenizer --prompt a --samples 512 "${device[@]}"
  # What has room works under the same limit.
  limited 3000000 0 'checkpoint ' \
    lm-train --output "$plugin-limited" "${model[@]}" "${device[@]}" --steps 4 --warmup-steps 0
done
