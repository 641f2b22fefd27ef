# shellcheck shell=bash
#
# The rounds of together.sh about inputs that change and outputs that two want: exchange, rivals.

# Exchanges world a for world b at ./in, or back.
exchange() {
  local file
  file=$(input)
  case $way in
    folder) mv in away && mv spare in && mv away spare ;;
    link) ln -sfn "$1" new && mv -T new in ;;
    rename) cp -p "$1/$file" new && mv new "in/$file" ;;
    times) cat "$1/$file" >"in/$file" && touch -r "$scratch/a/$file" "in/$file" ;;
  esac
}

exchange_round() {
  rm -rf in spare out
  more=(--quiet)
  case $way in
    link) ln -s "$scratch/a" in ;;
    *) cp -a "$scratch/a" in && cp -a "$scratch/b" spare ;;
  esac
  stage "$tool" >"$scratch/log" 2>&1 &
  local pid=$! code=0
  pause 60
  exchange "$scratch/b"
  if [ $((RANDOM % 2)) = 0 ]; then
    pause 30
    exchange "$scratch/a"
    wait $pid || code=$?
  else
    wait $pid || code=$?
    exchange "$scratch/a"
  fi
  case $code in
    0) ;;
    65 | 66) refused=$((refused + 1)) ;;
    *) fail "$tool, $way: exit code $code" ;;
  esac
  more=()
  # A training on the other dataset may stand there, finished or not.
  if [ "$tool" = lm-train ]; then more=(--resume --replace); fi
  stage "$tool" >"$scratch/log" 2>&1 || fail "$tool, $way: the second run ended badly"
  if grep -q 'up to date' "$scratch/log"; then current=$((current + 1)); fi
  [ "$(digest out)" = "$(cat "$scratch/right-$tool")" ] || fail "$tool, $way: not what the input gives"
}

# rival 1, rival 2: `flags` become the settings with which this one of two wants the output.
rival() {
  case $tool in
    bpe-train) flags=(--input "$scratch/a/corpus.txt" --vocab-size $((280 + 20 * $1))) ;;
    bpe-encode)
      flags=(--tokenizer "$scratch/a/tokenizer" --input "$scratch/a/corpus.txt" --parts 3)
      if [ "$1" = 2 ]; then flags[3]=$scratch/b/corpus.txt; fi
      ;;
    shard) flags=(--input "$scratch/a/encoded" --seed "$1" --shuffle) ;;
    lm-train)
      flags=(--dataset "$scratch/a/dataset" --steps 12 --checkpoint-every 2 --seed "$1" "${model[@]}" --replace)
      ;;
  esac
}

rivals_round() {
  local flags one a=0 b=0 enter=()
  if [ $((round % 2)) = 1 ] && [ -n "$namespaces" ]; then enter=(unshare --pid --fork --mount-proc); fi
  rm -rf x y both
  mkdir x y
  rival 1
  (cd x && "${enter[@]}" "$BIN/$tool" "${flags[@]}" --output ../both --quiet >"$scratch/log1" 2>&1) &
  one=$!
  rival 2
  pause 40
  (cd y && "${enter[@]}" "$BIN/$tool" "${flags[@]}" --output ../both --quiet >"$scratch/log2" 2>&1) || b=$?
  wait $one || a=$?
  case $a$b in
    00 | 075 | 750) ;;
    # The other one's was there already, and is no part of this one's manifest.
    064 | 640) ;;
    *) fail "$tool: exit codes $a and $b" ;;
  esac
  local found
  found=$(digest both)
  [ "$found" = "$(cat "$scratch/alone-1-$tool")" ] || [ "$found" = "$(cat "$scratch/alone-2-$tool")" ] ||
    fail "$tool: a mixture"
  if [ "$a$b" = 00 ]; then after=$((after + 1)); else refused=$((refused + 1)); fi
}

# The results of the two settings of the rivals, each alone.
rivals_alone() {
  local number flags
  for number in 1 2; do
    rm -rf both x
    mkdir x
    rival "$number"
    (cd x && quiet "$BIN/$tool" "${flags[@]}" --output ../both --quiet)
    digest both >"$scratch/alone-$number-$tool"
  done
}
