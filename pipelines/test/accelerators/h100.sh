# shellcheck shell=bash
#
# Steps compiled for an H100 that need not be there: the memory that --plan says beside the compiler's own, and the
# largest batch in some memory.

# plan ARGUMENT…: a row of the table.
plan() {
  "$BIN/lm-train" --plan --json --device cuda "$@" >plan.json 2>"$scratch/log" || fail "no plan of $*"
  python3 - "$*" plan.json <<'END' || fail "the formula is off by more than a tenth, or nothing fits: $*"
import json, sys
device = json.load(open(sys.argv[2]))["memory"]["device"]
compiled, formula = device["compiled"], device["total"]
fits = compiled.get("largest_batch", "")
print(f"| {sys.argv[1]} | {formula / 1e9:.2f} GB | {compiled['total'] / 1e9:.2f} GB | "
      f"{formula / compiled['total']:.3f} | {device.get('largest_batch', '')} | {fits} |")
sys.exit(not 0.9 < formula / compiled["total"] < 1.1 or "--memory" in sys.argv[1] and not fits)
END
}

heading "steps compiled for an H100"
printf '\n| plan | formula | compiled | ratio | largest batch in memory, formula | compiled |\n'
printf '| --- | ---: | ---: | ---: | ---: | ---: |\n'
plan --precision bf16 --memory 16GB
plan
if [ -z "$SHORT" ]; then
  plan --preset gpt2-small --precision bf16 --batch-size 16 --memory 80GB
  plan --preset gpt2-xl --precision bf16 --batch-size 2 --memory 80GB
fi
