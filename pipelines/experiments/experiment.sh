# shellcheck shell=bash
#
# What the experiments have in common: learning-rate.sh, batch-size.sh, ablations.sh and two-corpora.sh set RUN and
# `points`, define `point` and `table`, and source this file.
#
#   pipelines/experiments/X.sh                everything: the data, all points one after another, the table
#   pipelines/experiments/X.sh prepare        only the data
#   POINT=3 pipelines/experiments/X.sh        only point 3, counted from 0; the points do not depend on each other
#   pipelines/experiments/X.sh table          the table and the page of curves, from the points that are there
#   pipelines/experiments/X.sh points         the names of the points, numbered
#
# As an array of Slurm, each task takes the point of its number:
#
#   pipelines/experiments/X.sh prepare && sbatch --array=0-6 --wrap pipelines/experiments/X.sh
#   pipelines/experiments/X.sh table                   when all are done
#
# Interrupt it when you like: what is finished is up to date, what is not continues from its last checkpoint.
#
# DEVICE=cuda has an accelerator take the steps. What a step costs, where an experiment asks, is measured on the cores.
#
# SCALE chooses how large it is; every single value can be overridden as well, as in `STEPS=2000 SCALE=small …`.
#   tiny    seconds, to see that all works
#   small   minutes on two cores: a small model on the stories that tell-stories writes (the default)
#   full    CS336's model and steps on its corpora, which are downloaded: for a large machine

: "${SCALE:=small}" "${CORPUS:=}" "${SEED:=2026}" "${PARTS:=4}" "${VALID:=0.03}"
case "$SCALE" in
  tiny)
    : "${MEGABYTES:=0.3}" "${VOCAB:=400}" "${CONTEXT:=32}" "${D_MODEL:=32}" "${LAYERS:=2}" "${HEADS:=2}" "${D_FF:=64}"
    : "${STEPS:=20}" "${BATCH:=4}" "${LR:=1e-2}" "${EVAL_TOKENS:=2000}" "${NEW_TOKENS:=30}"
    ;;
  small)
    : "${MEGABYTES:=10}" "${VOCAB:=2048}" "${CONTEXT:=128}" "${D_MODEL:=128}" "${LAYERS:=4}" "${HEADS:=4}"
    : "${D_FF:=320}" "${STEPS:=500}" "${BATCH:=16}" "${LR:=1e-2}" "${EVAL_TOKENS:=50000}" "${NEW_TOKENS:=120}"
    ;;
  full)
    : "${MEGABYTES:=0}" "${VOCAB:=10000}" "${CONTEXT:=256}" "${D_MODEL:=512}" "${LAYERS:=4}" "${HEADS:=16}"
    : "${D_FF:=1344}" "${STEPS:=10000}" "${BATCH:=128}" "${LR:=3e-3}" "${EVAL_TOKENS:=1000000}" "${NEW_TOKENS:=256}"
    ;;
  *)
    refuse "SCALE=$SCALE: expected tiny, small or full"
    ;;
esac
: "${ACCUMULATION:=1}" "${THREADS:=}" "${DEVICE:=}"

# corpus FILE DOWNLOAD: the path of a corpus: the file that was asked for; at full size the download; else stories.
corpus() {
  if [ -n "$1" ]; then
    printf '%s\n' "$1"
  elif [ "$SCALE" = full ]; then
    data/download.sh "$2"
  else
    "$BIN/tell-stories" --megabytes "$MEGABYTES" --output "$RUN/stories.txt" --manifest "$RUN/manifest.db" >&2 ||
      return
    printf '%s\n' "$RUN/stories.txt"
  fi
}

# prepare FOLDER CORPUS: a tokenizer and a dataset in the folder. .zst and .gz are unpacked first.
prepare() {
  local folder=$1 text
  mkdir -p "$folder"
  text=$(unpacked "$2" "$folder/corpus.txt")
  heading "data: $text as $VOCAB tokens in $folder"
  "$BIN/bpe-train" --input "$text" --vocab-size "$VOCAB" --special-token '<|endoftext|>' \
    --output "$folder/tokenizer" >&2
  "$BIN/bpe-encode" --tokenizer "$folder/tokenizer" --input "$text" --parts "$PARTS" --output "$folder/encoded" >&2
  "$BIN/shard" --input "$folder"/encoded/part-*-of-"$(printf %05d "$PARTS")".u*.zst --shuffle --seed "$SEED" \
    --valid-fraction "$VALID" --output "$folder/dataset" >&2
}

# train NAME DATA FLAG…: trains a point on the dataset of a folder; flags come after the usual ones and win.
# A loss that is no longer finite is a result too: it stands in the table with its step.
train() {
  local name=$1 data=$2 code=0
  shift 2
  heading "$name: $*"
  "$BIN/lm-train" --dataset "$data/dataset" --output "$RUN/$name" --resume --replace \
    --context-length "$CONTEXT" --d-model "$D_MODEL" --layers "$LAYERS" --heads "$HEADS" --d-ff "$D_FF" \
    --steps "$STEPS" --batch-size "$BATCH" --gradient-accumulation "$ACCUMULATION" --lr "$LR" --seed "$SEED" \
    --validation-tokens "$EVAL_TOKENS" --keep 1 ${THREADS:+--threads "$THREADS"} \
    ${DEVICE:+--device "$DEVICE"} "$@" >&2 || code=$?
  case "$code" in 0 | 3) ;; *) exit "$code" ;; esac
}

# step_seconds DATA FLAG…: the time of a step on the dataset of a folder, of the tenth of a few steps that other programs
# disturbed least.
step_seconds() {
  local folder=$RUN/trial data=$1
  shift
  rm -rf "$folder"
  "$BIN/lm-train" --dataset "$data/dataset" --output "$folder" --no-manifest --quiet \
    --context-length "$CONTEXT" --d-model "$D_MODEL" --layers "$LAYERS" --heads "$HEADS" --d-ff "$D_FF" --lr "$LR" \
    --batch-size "$BATCH" --steps 22 --warmup-steps 2 --validate-every 0 --checkpoint-every 0 \
    ${THREADS:+--threads "$THREADS"} "$@" >&2
  sed -n -E 's/.*"tokens_per_second":([0-9.e+]+).*/\1/p' "$folder/metrics.jsonl" | tail -n +3 | sort -g |
    awk -v tokens=$((BATCH * CONTEXT)) '{ rates[NR] = $1 } END { print tokens / rates[int(NR * 0.9)] }'
  rm -rf "$folder"
}

# evaluate NAME DATA: measures a point's model on the held-back documents of a folder, in bits per byte as well.
evaluate() {
  "$BIN/lm-eval" --checkpoint "$RUN/$1" --dataset "$2/dataset" --tokenizer "$2/tokenizer" --max-tokens "$EVAL_TOKENS" \
    --output "$RUN/$1/eval.json" ${THREADS:+--threads "$THREADS"} >&2
}

# compare NAME…: the table of these points that are there, and their curves as a page and as a figure.
compare() {
  local name runs=()
  for name in "$@"; do
    if [ -e "$RUN/$name/metrics.jsonl" ]; then runs+=("$RUN/$name"); else heading "$name: not trained yet"; fi
  done
  if [ "${#runs[@]}" -eq 0 ]; then say "nothing to compare in $RUN yet"; exit 66; fi
  write_whole "$RUN/table.md" "$BIN/lm-eval" compare "${runs[@]}" ${COLUMNS_SHOWN:+--columns "$COLUMNS_SHOWN"}
  "$BIN/lm-eval" report "${runs[@]}" --output "$RUN/report.html" --svg "$RUN/curves.svg" \
    --over "${FIGURE_OVER:-steps}" >&2
  cat "$RUN/table.md"
}

# One point of an array: it must not write into a manifest that other machines write into at the same time.
run_point() {
  [ "$1" -lt "${#points[@]}" ] || refuse "point $1: there are ${#points[@]}, counted from 0"
  ready || { say "the data are missing; first run: $0 prepare"; exit 66; }
  mkdir -p "$RUN/${points[$1]}"
  export LETTERPRESS_MANIFEST="$RUN/${points[$1]}/manifest.db"
  point "${points[$1]}"
}

# What training all points takes on this machine.
say_how_long() {
  local each
  each=$("$BIN/lm-train" --plan --vocab-size "$VOCAB" --context-length "$CONTEXT" --d-model "$D_MODEL" \
    --layers "$LAYERS" --heads "$HEADS" --d-ff "$D_FF" --steps "$STEPS" --batch-size "$BATCH" \
    --gradient-accumulation "$ACCUMULATION" ${THREADS:+--threads "$THREADS"} |
    sed -n 's/^  time  *\(.*\), at .*/\1/p')
  heading "${#points[@]} points in $RUN: ${points[*]}; a training of $STEPS steps takes about $each"
}

experiment() {
  local name index=0
  mkdir -p "$RUN"
  export LETTERPRESS_MANIFEST="$RUN/manifest.db"
  case "${1:-all}" in
    points)
      for name in "${points[@]}"; do printf '%s %s\n' "$index" "$name"; index=$((index + 1)); done
      ;;
    prepare) need_tools; prepare_data ;;
    table) need_tools; table ;;
    all)
      need_tools
      if [ -n "${POINT:-${SLURM_ARRAY_TASK_ID:-}}" ]; then
        run_point "${POINT:-$SLURM_ARRAY_TASK_ID}"
      else
        say_how_long
        prepare_data
        for name in "${points[@]}"; do point "$name"; done
        table
        heading "done in $SECONDS s: $RUN/table.md, $RUN/report.html"
      fi
      ;;
    *) refuse "$1: expected nothing, prepare, points or table" ;;
  esac
}

# What most experiments need: one corpus. Those with more define these two themselves, after sourcing this file.
prepare_data() {
  local text
  text=$(corpus "$CORPUS" tinystories)
  prepare "$RUN" "$text"
}
ready() { [ -e "$RUN/dataset/dataset.json" ]; }
