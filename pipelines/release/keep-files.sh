#!/usr/bin/env bash
#
# Keeps a small set of files of this version for the tests of all later ones: a text, a tokenizer, parts, a dataset, a
# run with a checkpoint, an evaluation, receipts and the manifest, with the commands that made them. Run it once, with the
# tools of the release, before the tag; Tests/PipelineTests reads every set that was ever kept.
#
#   pipelines/release/keep-files.sh       into Tests/PipelineTests/Fixtures/releases/VERSION.tar.gz
#
# The tools are those in the folder BIN, or what pipelines/build.sh has built. A set of a version that has a tag is never
# made again: a change that it no longer fits breaks what people have.
. "$(dirname "$0")/../lib.sh"
. pipelines/release/common.sh

need_built_tools
kept=$PWD/Tests/PipelineTests/Fixtures/releases/$version.tar.gz
if [ -e "$kept" ] && git rev-parse -q --verify "refs/tags/v$version" >/dev/null; then
  refuse "$kept belongs to a release that is out; raise ToolVersion.current"
fi
"$BIN/manifest" --version | grep -qF "manifest $version " || refuse "the tools in $BIN are not of version $version"
set_commit
make_scratch
mkdir "$scratch/$version" "$(dirname "$kept")" 2>/dev/null || true

# What is run, a line each, as the tests run it again: words without spaces or quotes.
cat >"$scratch/$version/commands" <<'END'
tell-stories --megabytes 0.03 --output corpus.txt
bpe-train --input corpus.txt --vocab-size 270 --special-token <|endoftext|> --output tokenizer
bpe-encode --tokenizer tokenizer --input corpus.txt --parts 2 --output encoded
bpe-encode --tokenizer tokenizer --input corpus.txt --part-size 16KiB --output pieces
shard --input encoded --shuffle --seed 1 --valid-fraction 0.2 --output dataset
lm-train --dataset dataset --output run --steps 6 --context-length 16 --d-model 4 --layers 1 --heads 2 --d-ff 8 --batch-size 2 --warmup-steps 2 --keep 1 --no-tensorboard
lm-train --dataset dataset --output modern --preset modern --steps 6 --context-length 16 --d-model 4 --layers 2 --heads 2 --d-ff 8 --batch-size 2 --warmup-steps 2 --keep 1 --no-tensorboard
lm-eval --checkpoint run --dataset dataset --tokenizer tokenizer --max-tokens 500 --output eval.json
END
# Receipts name the tools and the machine: neither is ours to publish.
mkdir "$scratch/bin"
for tool in "${tools[@]}"; do cp "$BIN/$tool" "$scratch/bin"; done
(
  cd "$scratch/$version"
  export LETTERPRESS_MANIFEST=$PWD/manifest.db
  while read -r -a words; do "$scratch/bin/${words[0]}" --quiet "${words[@]:1}"; done <commands
)
at_time "$scratch/$version"
packed "$scratch" "$version" | gzip -9n | write_whole "$kept" cat
size=$(wc -c <"$kept")
[ "$size" -lt 200000 ] || fail "$kept has $size bytes, more than 200,000; make the set smaller"
say "$kept: $size bytes"
