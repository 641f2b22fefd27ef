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

. pipelines/test/hardship/together_inputs.sh
. pipelines/test/hardship/together_manifest.sh

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
