#!/usr/bin/env bash
#
# How long the recipe of today takes to the loss that the course's recipe reaches in an hour: a model of 5 M parameters on a
# text of your own, both with the best of some learning rates.
#
#   CORPUS=books.txt pipelines/experiments/time-to-loss.sh                  one seed: two and a half hours on two cores
#   CORPUS=books.txt SEEDS='1 2 3' pipelines/experiments/time-to-loss.sh    six hours
#   CORPUS=books.txt MINUTES=6 MODERN_MINUTES='3 4' pipelines/experiments/time-to-loss.sh
#   DEVICE=cuda CORPUS=books.txt pipelines/experiments/time-to-loss.sh      the same steps on a GPU, in minutes
#
# What a step of each costs is measured first, in turn, and kept in RUN/costs.tsv; minutes become steps by it, and nothing else
# counts them: a run that is interrupted, or shares its machine, gives the same losses. COSTS names such a file of another run.
# With DEVICE an accelerator takes the steps; what they cost is still that of the cores. The rates are tried with one seed and the
# steps of SEARCH_MINUTES, a tenth of MINUTES: what is best for such a short training is too high for a long one, so search longer
# where there is time. MODERN_FLAGS go with the recipe of today.
# STEPS and LR count only for the forecast of what a training takes, and for what a step costs.
#
# experiment.sh, which the experiments share, explains how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/time-to-loss}" "${SEEDS:=1}" "${PAIRS:=3}" "${COSTS:=}"
: "${MINUTES:=60}" "${MODERN_MINUTES:=40}" "${RATES:=2e-3 3e-3 5e-3}" "${MODERN_RATES:=1e-2 2e-2 4e-2}"
: "${SEARCH_MINUTES:=$(awk -v minutes="$MINUTES" 'BEGIN { print minutes / 10 }')}"
: "${MODERN_FLAGS:=--min-lr 0}"
: "${VOCAB:=4096}" "${CONTEXT:=256}" "${D_MODEL:=256}" "${LAYERS:=4}" "${HEADS:=8}" "${D_FF:=704}" "${BATCH:=16}"
: "${STEPS:=5000}" "${LR:=5e-3}" "${EVAL_TOKENS:=50000}"

. pipelines/experiments/experiment.sh

# The names of all points: RECIPE_MINUTES_rate-RATE for the search, then RECIPE_MINUTES_SEED.
points=()
for rate in $RATES; do points+=("course_${SEARCH_MINUTES}_rate-$rate"); done
for rate in $MODERN_RATES; do points+=("modern_${SEARCH_MINUTES}_rate-$rate"); done
for seed in $SEEDS; do
  points+=("course_${MINUTES}_$seed")
  for minutes in $MODERN_MINUTES; do points+=("modern_${minutes}_$seed"); done
done

# recipe NAME: its flags.
recipe() {
  if [ "$1" = modern ]; then printf '%s ' --preset modern "$MODERN_FLAGS"; fi
}

# recipe_seconds NAME: the time of a step.
recipe_seconds() {
  local flags
  read -r -a flags <<<"$(recipe "$1")"
  step_seconds "$RUN" ${flags[@]+"${flags[@]}"}
}

# Seconds of a step: the median of the course's, and the same times the median ratio of pairs.
measure_costs() {
  local pair course modern
  if [ -n "$COSTS" ] && [ ! -e "$RUN/costs.tsv" ]; then cp "$COSTS" "$RUN/costs.tsv"; fi
  if [ -e "$RUN/costs.tsv" ]; then return; fi
  heading "what a step of each recipe costs"
  for pair in $(seq "$PAIRS"); do
    course=$(recipe_seconds course)
    modern=$(recipe_seconds modern)
    awk -v a="$course" -v b="$modern" 'BEGIN { print a, b / a }'
  done >"$RUN/costs.pairs"
  {
    printf 'course\t%s\n' "$(cut -d ' ' -f 1 "$RUN/costs.pairs" | median)"
    printf 'modern\t%s\n' "$(cut -d ' ' -f 2 "$RUN/costs.pairs" | median)"
  } | awk -F '\t' '{ if (NR == 1) first = $2; printf "%s\t%.5f\n", $1, NR == 1 ? first : first * $2 }' >"$RUN/costs.tsv.partial"
  mv "$RUN/costs.tsv.partial" "$RUN/costs.tsv"
}

median() { sort -g | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }

prepare_data() {
  [ -n "$CORPUS" ] || refuse "name a text: CORPUS=FILE"
  prepare "$RUN" "$CORPUS"
  measure_costs
}

ready() { [ -e "$RUN/dataset/dataset.json" ] && [ -e "$RUN/costs.tsv" ]; }

# steps_of RECIPE MINUTES: how many steps take so long.
steps_of() {
  awk -F '\t' -v name="$1" -v minutes="$2" '$1 == name { printf "%d", minutes * 60 / $2 }' "$RUN/costs.tsv"
}

# last_loss NAME: the last validation loss of a point.
last_loss() {
  [ -e "$RUN/$1/metrics.jsonl" ] || return 0
  sed -n -E 's/.*"valid_loss":([0-9.e+-]+).*/\1/p' "$RUN/$1/metrics.jsonl" | tail -n 1
}

# best_rate RECIPE: the rate whose short training ended best.
best_rate() {
  local rate rates=$RATES
  if [ "$1" = modern ]; then rates=$MODERN_RATES; fi
  for rate in $rates; do printf '%s %s\n' "$(last_loss "$1_${SEARCH_MINUTES}_rate-$rate")" "$rate"; done |
    awk 'NF == 2' | sort -g | awk 'NR == 1 { print $2 }'
}

point() {
  local name minutes last steps rate seed flags
  IFS=_ read -r name minutes last <<<"$1"
  case "$last" in
    rate-*) rate=${last#rate-} seed=1 ;;
    *) rate=$(best_rate "$name") seed=$last ;;
  esac
  [ -n "$rate" ] || refuse "$1: no rate of $name was tried yet; run the points before it first"
  steps=$(steps_of "$name" "$minutes")
  read -r -a flags <<<"$(recipe "$name")"
  SEED=$seed train "$1" "$RUN" ${flags[@]+"${flags[@]}"} --lr "$rate" --steps "$steps" --warmup-steps $((steps / 20)) \
    --validate-every $((steps / 10 > 0 ? steps / 10 : 1)) --checkpoint-every 250
  case "$last" in rate-*) ;; *) evaluate "$1" "$RUN" ;; esac
}

# bits NAME: bits per byte of a point's evaluation.
bits() {
  [ -e "$RUN/$1/eval.json" ] || return 0
  sed -n -E 's/.*"bits_per_byte": *([0-9.e+-]+).*/\1/p' "$RUN/$1/eval.json" | head -n 1
}

# row RECIPE MINUTES: a row of the table, over the seeds that are done.
row() {
  local seed
  for seed in $SEEDS; do
    if [ -n "$(bits "$1_$2_$seed")" ]; then printf '%s %s\n' "$(last_loss "$1_$2_$seed")" "$(bits "$1_$2_$seed")"; fi
  done | awk -v name="$1" -v minutes="$2" -v rate="$(best_rate "$1")" -v steps="$(steps_of "$1" "$2")" '
    { loss += $1; bits += $2; all = all (NR > 1 ? ", " : "") sprintf("%.4f", $1) }
    END { if (NR) printf "| %s | %s | %s | %d | %d | %.4f | %s | %.4f |\n", name, minutes, rate, steps, NR, loss / NR, all,
      bits / NR }'
}

table() {
  local rate name minutes
  {
    printf '| recipe | minutes | rate | steps | seeds | validation loss | of each seed | bits per byte |\n'
    printf '| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n'
    row course "$MINUTES"
    for minutes in $MODERN_MINUTES; do row modern "$minutes"; done
    printf '\nThe search for the rate, %s minutes each:' "$SEARCH_MINUTES"
    for name in "${points[@]}"; do
      case "$name" in *_rate-*) rate=${name##*_rate-} && printf ' %s %s %s;' "${name%%_*}" "$rate" "$(last_loss "$name")" ;; esac
    done
    printf '\n'
  } | tee "$RUN/table.md.partial"
  mv "$RUN/table.md.partial" "$RUN/table.md"
  local runs=()
  for name in "${points[@]}"; do
    if [ -e "$RUN/$name/eval.json" ]; then runs+=("$RUN/$name"); fi
  done
  if [ "${#runs[@]}" -gt 0 ]; then
    "$BIN/lm-eval" report "${runs[@]}" --output "$RUN/report.html" --svg "$RUN/curves.svg" --over steps >&2
  fi
}

experiment "$@"
