# shellcheck shell=bash
#
# The rounds of together.sh about the manifest and its receipts: rebuild, crowd, receipts.

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
