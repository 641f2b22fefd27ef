#!/usr/bin/env bash
#
# What each part of today's recipes is worth: from the course's recipe one change at a time, and all that help together.
# Every training gets the same computing time: a change that makes a step dearer gets fewer steps.
#
#   pipelines/experiments/modern.sh                              stories, a model of 1 M parameters, one seed: an hour
#   SIZES='small medium' SEEDS='1 2 3' CORPORA='stories books' BOOKS=books.txt pipelines/experiments/modern.sh
#                                                                two sizes, three seeds, two corpora: a night on two cores
#   VARIANTS='baseline muon' pipelines/experiments/modern.sh     only some of them; the first is what all are compared with
#   VARIANTS='baseline muon+wsd all-muon' …                       parts together, and all without one
#
# `all` is what TOGETHER names; a medium model gets half of the steps.
#
# What a step with each change costs is measured first, beside the baseline in turn, and kept in RUN/costs-SIZE.tsv; changes
# together cost the product of theirs. The number of steps follows from it and nothing else, so a run that is interrupted, or
# shares its machine, gives the same losses.
# Each loss is kept in RUN/losses.tsv. RESULTS names a folder with such files from an earlier run, here or on another machine:
# its costs hold here too, and what stands in its losses is not trained again. docs/modern has ours.
#
# experiment.sh, which the experiments share, explains SCALE, Slurm arrays and how to continue after an interruption.
. "$(dirname "$0")/../lib.sh"

: "${RUN:=runs/modern}" "${CORPORA:=stories}" "${BOOKS:=}" "${SIZES:=small}" "${SEEDS:=1}" "${PAIRS:=3}"
: "${TOGETHER:=muon init-zero qk-norm value-residual}"
: "${VARIANTS:=baseline rates linear wsd muon qk-norm kv-heads relu2 init-zero softcap value-residual embedding-residual window
  align cautious tied all}"
# An earlier run's costs and losses.
: "${RESULTS:=}"
: "${MUON_LR:=4e-2}" "${CURVES:=baseline wsd init-zero value-residual muon all}"

. pipelines/experiments/experiment.sh

# dimensions SIZE: its d_model, heads and d_ff.
dimensions() {
  case "$1:$SCALE" in
    small:* | medium:tiny) d_model=$D_MODEL heads=$HEADS d_ff=$D_FF ;;
    medium:*) d_model=$((2 * D_MODEL)) heads=$((2 * HEADS)) d_ff=$((2 * D_FF + 64)) ;;
    *) refuse "SIZES: $1: expected small or medium" ;;
  esac
}

# sizes SIZE: the flags of a size that differ from those of SCALE.
sizes() {
  local d_model heads d_ff
  dimensions "$1"
  [ "$d_model" -eq "$D_MODEL" ] || printf '%s ' --d-model "$d_model" --heads "$heads" --d-ff "$d_ff" --lr 5e-3
}

# part SIZE NAME: the flags of one change.
part() {
  local d_model heads d_ff
  dimensions "$1"
  case "$2" in
    rates) printf '%s ' --lr-embedding 5e-2 ;;
    linear) printf '%s ' --schedule linear ;;
    wsd) printf '%s ' --schedule wsd --cooldown-fraction 0.4 ;;
    muon) printf '%s ' --optimizer muon --lr "$MUON_LR" ;;
    qk-norm) printf '%s ' --qk-norm ;;
    kv-heads) printf '%s ' --kv-heads $((heads / 2)) ;;
    relu2) printf '%s ' --ffn relu2 --d-ff $((d_ff * 3 / 2)) ;;
    init-zero) printf '%s ' --init-projections zero ;;
    softcap) printf '%s ' --logit-softcap 15 ;;
    value-residual) printf '%s ' --value-residual ;;
    embedding-residual) printf '%s ' --embedding-residual ;;
    window) printf '%s ' --window $((CONTEXT / 2)) ;;
    align) printf '%s ' --align documents ;;
    cautious) printf '%s ' --cautious-weight-decay ;;
    tied) printf '%s ' --tie-embeddings ;;
    lr=*) printf '%s ' --lr "${2#lr=}" ;;
    *) refuse "VARIANTS: $2: there is no such change" ;;
  esac
}

# parts_of VARIANT: the changes that it has and the baseline has not: one, several with + between them, all of TOGETHER, or all
# of them without one, as in all-muon.
parts_of() {
  local name one left
  for name in ${1//+/ }; do
    case "$name" in
      baseline) ;;
      all) xargs -n 1 <<<"$TOGETHER" ;;
      all-*)
        left=${name#all-}
        [[ " $TOGETHER " == *" $left "* ]] || refuse "VARIANTS: $name: $left is not among TOGETHER, $TOGETHER"
        for one in $TOGETHER; do if [ "$one" != "$left" ]; then printf '%s\n' "$one"; fi; done
        ;;
      *) printf '%s\n' "$name" ;;
    esac
  done
}

# changes SIZE VARIANT: the flags of its changes.
changes() {
  local name
  for name in $(parts_of "$2"); do part "$1" "$name"; done
}

# Here, since what is refused in a command substitution ends only that.
for size in $SIZES; do
  dimensions "$size"
  for variant in $VARIANTS; do
    parts_of "$variant" >/dev/null
    changes "$size" "$variant" >/dev/null
  done
done

# Taken over once; RUN's own files win.
if [ -n "$RESULTS" ]; then
  [ -d "$RESULTS" ] || refuse "RESULTS=$RESULTS: there is no such folder"
  mkdir -p "$RUN"
  for file in "$RESULTS"/costs-*.tsv "$RESULTS/losses.tsv"; do
    if [ -e "$file" ] && [ ! -e "$RUN/${file##*/}" ]; then cp "$file" "$RUN/"; fi
  done
fi

# The names of all points: CORPUS_SIZE_VARIANT_SEED.
points=()
for corpus in $CORPORA; do
  for size in $SIZES; do
    for variant in $VARIANTS; do
      for seed in $SEEDS; do points+=("${corpus}_${size}_${variant}_$seed"); done
    done
  done
done

prepare_data() {
  local corpus text size
  for corpus in $CORPORA; do
    case "$corpus" in
      stories) text=$(corpus "$CORPUS" tinystories) ;;
      books) [ -n "$BOOKS" ] || refuse "CORPORA has books: name a text, BOOKS=FILE"; text=$BOOKS ;;
      *) refuse "CORPORA: $corpus: expected stories or books" ;;
    esac
    prepare "$RUN/$corpus" "$text"
  done
  for size in $SIZES; do measure_costs "$size"; done
}

ready() {
  local corpus size
  for corpus in $CORPORA; do [ -e "$RUN/$corpus/dataset/dataset.json" ] || return 1; done
  for size in $SIZES; do [ -e "$RUN/costs-$size.tsv" ] || return 1; done
}

# flags_of SIZE VARIANT: all flags of the model and its training but for steps and seed, as `flags`.
flags_of() {
  read -r -a flags <<<"$(sizes "$1")$(changes "$1" "$2")"
}

# variant_seconds CORPUS SIZE VARIANT: the time of a step.
variant_seconds() {
  flags_of "$2" "$3"
  step_seconds "$RUN/$1" ${flags[@]+"${flags[@]}"}
}

# all_parts: the changes that any variant has, each once.
all_parts() {
  local variant
  for variant in $VARIANTS; do parts_of "$variant"; done | awk '!seen[$0]++'
}

# measure_costs SIZE: a line for each change with its cost beside the baseline, the median of pairs, the least and the greatest.
measure_costs() {
  local size=$1 change pair first ratios file=$RUN/costs-$1.tsv corpus=${CORPORA%% *}
  touch "$file"
  for change in $(all_parts); do
    if [ -n "$(cost_of "$size" "$change")" ]; then continue; fi
    heading "$size: what a step with $change costs"
    ratios=()
    for pair in $(seq "$PAIRS"); do
      first=$(variant_seconds "$corpus" "$size" baseline)
      ratios+=("$(awk -v a="$first" -v b="$(variant_seconds "$corpus" "$size" "$change")" 'BEGIN { print b / a }')")
    done
    printf '%s\n' "${ratios[@]}" | sort -g |
      awk -v name="$change" '{ r[NR] = $1 } END { printf "%s\t%.3f\t%.3f\t%.3f\n", name, r[int((NR + 1) / 2)], r[1], r[NR] }' \
        >>"$file"
  done
}

# cost_of SIZE VARIANT: what a step costs beside one of the baseline; nothing if a change of it was not measured. Other rates
# and other first values cost nothing.
cost_of() {
  local name
  for name in $(parts_of "$2"); do
    case "$name" in
      rates | lr=* | linear | wsd | init-zero) echo 1 ;;
      *) awk -v name="$name" '$1 == name { cost = $2 } END { print cost + 0 }' "$RUN/costs-$1.tsv" ;;
    esac
  done | awk 'BEGIN { cost = 1 } { cost *= $1 } END { if (cost > 0) printf "%.3f\n", cost }'
}

# steps_of SIZE VARIANT: how many fit into the time of the first variant's.
steps_of() {
  local steps=$STEPS
  if [ "$1" = medium ]; then steps=$((STEPS / 2)); fi
  awk -v steps="$steps" -v cost="$(cost_of "$1" "$2")" 'BEGIN { printf "%d", steps / cost }'
}

point() {
  local corpus size variant seed steps
  IFS=_ read -r corpus size variant seed <<<"$1"
  steps=$(steps_of "$size" "$variant")
  if [ -n "$(loss_of "$corpus" "$size" "$variant" "$seed")" ]; then
    heading "$1: its loss is known"
    return
  fi
  flags_of "$size" "$variant"
  SEED=$seed train "$1" "$RUN/$corpus" ${flags[@]+"${flags[@]}"} --steps "$steps" --warmup-steps $((steps / 20)) \
    --validate-every $((steps / 5 > 0 ? steps / 5 : 1)) --checkpoint-every 0
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$corpus" "$size" "$variant" "$seed" "$steps" \
    "$(sed -n -E 's/.*"valid_loss":([0-9.e+-]+|null).*/\1/p' "$RUN/$1/metrics.jsonl" | tail -n 1)" >>"$RUN/losses.tsv"
}

# loss_of CORPUS SIZE VARIANT SEED: the last validation loss of a point that is done, with the steps of today's costs.
loss_of() {
  [ -e "$RUN/losses.tsv" ] || return 0
  awk -F '\t' -v point="$1 $2 $3 $4 $(steps_of "$2" "$3")" \
    '$1 " " $2 " " $3 " " $4 " " $5 == point { loss = $6 } END { if (loss != "") print loss }' "$RUN/losses.tsv"
}

# losses CORPUS SIZE VARIANT: of each seed that is there.
losses() {
  local seed
  for seed in $SEEDS; do loss_of "$1" "$2" "$3" "$seed"; done
}

table() {
  local corpus size variant base
  local first=${VARIANTS%%[[:space:]]*}
  for corpus in $CORPORA; do
    for size in $SIZES; do
      base=$(losses "$corpus" "$size" "$first" | awk '{ sum += $1 } END { if (NR) print sum / NR }')
      [ -n "$base" ] || continue
      printf '\n%s, %s\n\n' "$corpus" "$size"
      printf '| variant | cost of a step | steps | seeds | validation loss | least to greatest | beside %s |\n' "$first"
      printf '| --- | ---: | ---: | ---: | ---: | --- | ---: |\n'
      for variant in $VARIANTS; do
        losses "$corpus" "$size" "$variant" | sort -g | awk -v name="$variant" -v base="$base" \
          -v cost="$(cost_of "$size" "$variant")" -v steps="$(steps_of "$size" "$variant")" '
            { l[NR] = $1; sum += $1 }
            END {
              if (NR) printf "| %s | %.3f | %d | %d | %.4f | %.4f to %.4f | %+.4f |\n", name, cost, steps, NR,
                sum / NR, l[1], l[NR], sum / NR - base
            }'
      done
    done
  done | tee "$RUN/table.md.partial"
  mv "$RUN/table.md.partial" "$RUN/table.md"
  curves
}

# The curves of the first seed, a figure for each corpus and size.
curves() {
  local corpus size variant runs
  for corpus in $CORPORA; do
    for size in $SIZES; do
      runs=()
      for variant in $CURVES; do
        if [ -e "$RUN/${corpus}_${size}_${variant}_${SEEDS%% *}/metrics.jsonl" ]; then
          runs+=("$RUN/${corpus}_${size}_${variant}_${SEEDS%% *}")
        fi
      done
      [ "${#runs[@]}" -eq 0 ] || "$BIN/lm-eval" report "${runs[@]}" --output "$RUN/$corpus-$size.html" \
        --svg "$RUN/$corpus-$size.svg" --over steps >&2
    done
  done
}

experiment "$@"
