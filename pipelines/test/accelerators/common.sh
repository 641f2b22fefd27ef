# shellcheck shell=bash
#
# What the parts of accelerators.sh share: a tiny dataset, a tiny model, and how two runs are compared.

vocabulary=512 steps=200
# What continuous integration tries of the old plugin is the baseline.
plugins=(new)
if [ -z "$SHORT" ]; then plugins+=(old); fi

# Cases that could not be tried, for the last line.
skipped=
model=(--dataset dataset --context-length 32 --d-model 32 --layers 2 --heads 2 --d-ff 64 --batch-size 8 --seed 7
  --steps "$steps" --warmup-steps 20 --validate-every 40 --validation-tokens 2000 --checkpoint-every 40)

# fail TEXT: what is wrong, and what the tool said last.
fail() {
  say "$1"
  tail -n 5 "$scratch/log" >&2 || true
  exit 1
}

skip() {
  say "SKIPPED: $1"
  skipped+=" ${1%%;*},"
}

make_dataset() {
  "$BIN/tell-stories" --quiet --megabytes 1 --output corpus.txt >/dev/null
  "$BIN/bpe-train" --quiet --input corpus.txt --vocab-size "$vocabulary" --special-token '<|endoftext|>' \
    --output tokenizer
  "$BIN/bpe-encode" --quiet --tokenizer tokenizer --input corpus.txt --output encoded
  "$BIN/shard" --quiet --input encoded --shuffle --seed 1 --valid-fraction 0.1 --output dataset
}

# train CODE ARGUMENT…: lm-train, which must end with this code.
train() {
  local code=0
  "$BIN/lm-train" "${@:2}" >"$scratch/log" 2>&1 || code=$?
  [ "$code" -eq "$1" ] || fail "exit code $code (expected $1) of: lm-train ${*:2}"
}

# begin OUTPUT ARGUMENT…: a new run of the model, from its first step to its last.
begin() { train 0 --output "$1" "${model[@]}" "${@:2}"; }

# said WORDS: the tool said this.
said() { grep -qF -- "$1" "$scratch/log" || fail "no '$1' was said"; }

# losses RUN: step and loss of each record, those of validation too.
losses() {
  sed -n -E 's/.*"(valid_)?loss":([-+.eE0-9]+).*"step":([0-9]+).*/\3 \2/p' "$1/metrics.jsonl"
}

# compare CASE PLUGIN RUN EXPECTED LIMIT: a line of the table; fails if any loss is farther away. Losses above that of
# a model that knows nothing, ln(vocabulary), are compared in proportion.
compare() {
  local worst
  losses "$3" >found
  losses "$4" >expected
  worst=$(paste found expected | awk -v vocabulary="$vocabulary" '
    NF != 4 || $1 != $3 { print "other records, line " NR; stopped = 1; exit }
    {
      difference = $2 > $4 ? $2 - $4 : $4 - $2
      if ($4 > log(vocabulary)) difference *= log(vocabulary) / $4
      if (difference >= worst) { worst = difference; at = $1 }
    }
    END { if (!stopped) printf "%.1e step %d", worst, at }')
  [ "$(wc -l <found)" -ge 20 ] || fail "$1: $(wc -l <found) losses"
  case "$worst" in other*) fail "$1: $worst" ;; esac
  printf '| %s | %s | %s | %s | %s |\n' "$1" "$2" "${worst%% *}" "${worst#* }" "$5"
  awk -v worst="${worst%% *}" -v limit="$5" 'BEGIN { exit !(worst <= limit) }' || fail "$1: $worst (expected $5)"
}
