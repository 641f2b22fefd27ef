# shellcheck shell=bash
#
# Other processes at the same time: swapped inputs, runs that want the same output, rebuilds of the manifest, and things
# that are not receipts. Random moments, many rounds.
#
#   pipelines/test/hardship.sh together                       1,000 rounds of each part
#   ROUNDS=8 pipelines/test/hardship.sh together exchange     8 rounds of one part: exchange, rivals, rebuild,
#                                                             crowd or receipts
#
# exchange   An input is swapped while a tool reads it, and swapped back, by renaming the file, its folder or a link in
#            its path, or by overwriting it and resetting its times. Whatever is up to date afterwards was made from the
#            input that is there.
# rivals     Two runs with different settings want the same output, from two manifests and, if the system allows it, two
#            PID namespaces. One of them makes it, or one after the other; never a mixture.
# rebuild    Stages run while the manifest is rebuilt, damaged or removed. All succeed, and all are recorded.
# crowd      50 stages run at once during one rebuild after another. All succeed, and all are recorded. It counts as 50
#            rounds.
# receipts   Folders, broken links, pipes, truncated and huge files among the receipts. Every command still does its
#            work.

rounds=${ROUNDS:-1000}
select_from exchange rivals rebuild crowd receipts
part='' round=0

where() { printf '%s, round %s' "$part" "$round"; }

quiet() { "$@" >"$scratch/log" 2>&1 || fail "$* ended with $?"; }

# A random time below so many milliseconds.
pause() { sleep "0.$(printf '%04d' $((RANDOM % ($1 * 10))))"; }

digest() {
  (
    cd "$1" && find . -type f ! -name '.*' ! -name 'metrics.jsonl' ! -name 'events.out*' -exec sha256sum {} + |
      LC_ALL=C sort -k 2 | sha256sum
  )
}

model=(--context-length 16 --d-model 16 --layers 1 --heads 2 --d-ff 32 --batch-size 2 --no-tensorboard --validate-every 0)

# Two worlds that differ in every byte that counts, each with text, tokenizer, parts and dataset: $scratch/a and b.
worlds() {
  local seed=1 world
  for world in a b; do
    mkdir -p "$scratch/$world"
    (
      cd "$scratch/$world"
      quiet "$BIN/tell-stories" --megabytes 0.4 --seed $seed --output corpus.txt
      quiet "$BIN/bpe-train" --input "$scratch/a/corpus.txt" --vocab-size 300 --special-token '<|endoftext|>' \
        --output tokenizer
      quiet "$BIN/bpe-encode" --tokenizer tokenizer --input corpus.txt --output encoded --parts 2
      quiet "$BIN/shard" --input encoded --output dataset --valid-fraction 0.1
    )
    seed=2
  done
}

# One stage on the input in ./in, into ./out.
stage() {
  case $1 in
    bpe-train) set -- --input in/corpus.txt --vocab-size 300 --output out ;;
    bpe-encode) set -- --tokenizer in/tokenizer --input in/corpus.txt --parts 3 --output out ;;
    shard) set -- --input in/encoded --output out --shuffle ;;
    lm-train) set -- --dataset in/dataset --output out --steps 12 --checkpoint-every 6 "${model[@]}" ;;
  esac
  "$BIN/$tool" "$@" "${more[@]}"
}

# What a stage reads first of all, for those ways that exchange a single file.
input() {
  case $tool in
    bpe-train | bpe-encode) echo corpus.txt ;;
    shard) echo encoded/part-00001-of-00002.u16.zst ;;
    lm-train) echo dataset/dataset.json ;;
  esac
}

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

# After 50 stages all stands in the receipts, and the manifest is whole.
rebuild_ended() {
  quiet "$BIN/manifest" rebuild
  local recorded
  recorded=$(sqlite3 manifest.db 'SELECT count(*) FROM run')
  if [ "$recorded" -lt 1 ] || [ "$recorded" != "$(find receipts -type f ! -name '.*' | wc -l)" ]; then
    fail "$recorded runs are recorded"
  fi
  [ "$(sqlite3 manifest.db 'PRAGMA integrity_check')" = ok ] || fail "manifest.db is damaged"
}

# A new folder every 50 rounds: what grows with the receipts is not what is tried here.
fresh() {
  [ $((round % 50)) = 1 ] || return 0
  if [ -e manifest.db ] && [ "$part" = rebuild ]; then rebuild_ended; fi
  rm -rf ./*
  if [ "$part" = receipts ]; then
    quiet "$BIN/bpe-train" --input "$scratch/a/corpus.txt" --vocab-size 299 --output tokenizer
  fi
}

rebuild_round() {
  fresh
  local background
  (
    for _ in 1 2 3; do
      case $((RANDOM % 5)) in
        0) head -c $((RANDOM % 9000)) manifest.db >cut.db 2>/dev/null && mv cut.db manifest.db ;;
        1) rm -f manifest.db ;;
      esac
      "$BIN/manifest" rebuild >"$scratch/log-rebuild" 2>&1 || true
    done
  ) &
  background=$!
  # A damaged manifest is told with 65 and the way out, which is what the others are about to do.
  local code=0 tries=0
  while :; do
    code=0
    "$BIN/bpe-train" --input "$scratch/a/corpus.txt" --vocab-size $((300 + RANDOM % 20)) --output tokenizer --quiet \
      >"$scratch/log" 2>&1 || code=$?
    if [ $code != 65 ] || [ $tries -ge 50 ] || ! grep -q 'manifest rebuild' "$scratch/log"; then break; fi
    tries=$((tries + 1))
  done
  [ $code = 0 ] || fail "a stage ended with $code"
  made=$((made + 1))
  wait $background
}

crowd_round() {
  [ $((round % 50)) = 1 ] || return 0
  rm -rf ./*
  local pids=() stage rebuilder
  (while [ ! -e over ]; do "$BIN/manifest" rebuild >"$scratch/log-rebuild" 2>&1 || touch failed; done) &
  rebuilder=$!
  for ((stage = 1; stage <= 50; stage++)); do
    "$BIN/bpe-train" --input "$scratch/a/corpus.txt" --vocab-size $((256 + stage)) --output "tokenizer-$stage" --quiet \
      >"$scratch/log-$stage" 2>&1 &
    pids+=($!)
  done
  for ((stage = 1; stage <= 50; stage++)); do
    local code=0
    wait "${pids[$((stage - 1))]}" || code=$?
    [ $code = 0 ] || fail "stage $stage ended with $code: $(cat "$scratch/log-$stage")"
  done
  touch over
  wait $rebuilder
  [ ! -e failed ] || fail "a rebuild failed: $(cat "$scratch/log-rebuild")"
  for recorded in "$(sqlite3 manifest.db 'SELECT count(*) FROM run WHERE status = '"'ok'")" \
    "$(find receipts -type f ! -name '.*' | wc -l)"; do
    [ "$recorded" = 50 ] || fail "$recorded of 50 stages are recorded"
  done
  rebuild_ended
  made=$((made + 50))
}

receipts_round() {
  fresh
  local folder receipt kind
  # There is one folder, of this month. (At its end there are two for a while: the first will do.)
  folder=$(find receipts -mindepth 1 -maxdepth 1 | LC_ALL=C sort | head -n 1)
  receipt=$(find "$folder" -mindepth 1 -maxdepth 1 ! -name '.*' | shuf -n 1)
  cp -a "$receipt" "$scratch/kept" 2>/dev/null || true
  rm -rf "$receipt"
  kind=$((round % 7))
  case $kind in
    0) mkdir "$receipt" ;;
    1) ln -s nowhere "$receipt" ;;
    2) mkfifo "$receipt" ;;
    3) head -c $((RANDOM % 300)) "$scratch/kept" >"$receipt" ;;
    4) truncate -s 3G "$receipt" ;;
    5) ln -s "$(basename "$receipt")" "$receipt" ;;
    6) head -c 2000 /dev/urandom >"$receipt" ;;
  esac
  local command
  for command in "bpe-train --input $scratch/a/corpus.txt --vocab-size $((300 + round % 7)) --output tokenizer" \
    'manifest runs' 'manifest verify' 'manifest stale' 'manifest lineage' 'manifest ingest' 'manifest log' 'manifest rebuild'; do
    # shellcheck disable=SC2086
    timeout -s KILL 60 "$BIN"/$command >"$scratch/log" 2>&1 || fail "kind $kind: $command ended with $?"
  done
  rm -rf "$receipt"
  mv "$scratch/kept" "$receipt"
}

worlds
namespaces=
if unshare --pid --fork --mount-proc true 2>/dev/null; then namespaces=yes; fi
for part in "${selected[@]}"; do
  mkdir -p "$scratch/$part"
  cd "$scratch/$part"
  refused=0 current=0 after=0 made=0
  tools=(bpe-train bpe-encode shard lm-train)
  case $part in
    exchange)
      for tool in "${tools[@]}"; do
        ln -sfn "$scratch/a" in
        more=(--quiet)
        quiet stage "$tool"
        digest out >"$scratch/right-$tool"
        rm -rf out in
      done
      ;;
    rivals) for tool in "${tools[@]}"; do rivals_alone; done ;;
  esac
  ways=(folder link rename times)
  for ((round = 1; round <= rounds; round++)); do
    tool=${tools[$((round % 4))]}
    way=${ways[$((round / 4 % 4))]}
    "${part}_round"
  done
  cd "$scratch"
  case $part in
    exchange) result="$refused runs refused what changed, $current found up to date and right, the others ran again" ;;
    rivals)
      result="$refused times one was refused, $after times both made it one after the other"
      result="$result${namespaces:+; every second round in PID namespaces of their own}"
      ;;
    rebuild)
      cd "$scratch/rebuild"
      rebuild_ended
      result="$made stages ended well beside three times as many rebuilds"
      ;;
    crowd) result="$made stages ended well, 50 at once beside a rebuild after the other" ;;
    receipts) result="every command did its work" ;;
  esac
  printf 'together: %-9s %d rounds: %s\n' "$part" "$rounds" "$result"
done
