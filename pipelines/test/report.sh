#!/usr/bin/env bash
#
# Opens a report in a real browser and checks that its script draws it. Takes a few seconds and needs Chromium
# (apt-get install chromium). With a folder as argument it saves screenshots there: light, dark and phone.
. "$(dirname "$0")/../lib.sh"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || { say "no Chromium here; nothing was tested"; exit 0; }

need_built_tools
make_scratch
shots=${1:+$(from_caller "$1")}

# Three made-up runs; the last one diverges.
for rate in 0.001 0.003 30; do
  mkdir -p "$scratch/lr-$rate"
  printf '{"d_model":64,"lr":%s,"steps":400}\n' "$rate" >"$scratch/lr-$rate/config.json"
  awk -v rate="$rate" 'BEGIN {
    last = rate > 1 ? 60 : 400
    for (step = 1; step <= last; step++) {
      loss = 1.5 + 0.002 / rate + 6 / (1 + step * rate * 30) + 0.1 * sin(step * 7)
      if (rate > 1) loss = 7 + step * step / 100
      printf "{\"gradient_norm\":%g,\"loss\":%g,\"lr\":%g,\"seconds\":%g,\"split\":\"train\",\"step\":%d,\"tokens\":%d," \
        "\"tokens_per_second\":2000}\n", 0.5 + 1 / step, loss, rate, step / 4, step, step * 512
      if (step % 50 == 0) printf "{\"seconds\":%g,\"split\":\"valid\",\"step\":%d,\"valid_loss\":%g}\n", step / 4, step, loss + 0.1
    }
    if (rate > 1) printf "{\"diverged\":true,\"split\":\"train\",\"step\":%d}\n", last + 1
  }' >"$scratch/lr-$rate/metrics.jsonl"
done
"$BIN/lm-eval" report "$scratch"/lr-* --output "$scratch/report.html" --manifest "$scratch/manifest.db" --quiet >/dev/null

chromium() {
  timeout 60 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$scratch/profile" \
    --enable-logging=stderr "$@" 2>"$scratch/log"
}

chromium --dump-dom "file://$scratch/report.html" >"$scratch/dom.html"
if grep 'CONSOLE' "$scratch/log" >&2; then fail "the page's script or style was refused or failed"; fi
grep -q '<div id="static" hidden="">' "$scratch/dom.html" ||
  fail 'the script did not take the place of the static figures'
plots=$(grep -o 'class="plot"' "$scratch/dom.html" | wc -l)
[ "$plots" -eq 4 ] || fail "$plots plots (expected loss, gradient norm, learning rate and speed)"
for run in 0 1 2; do
  grep -q "<path class=\"c$run\"[^>]*d=\"M[0-9]" "$scratch/dom.html" || fail "no curve of run $run"
done

if [ -n "$shots" ]; then
  mkdir -p "$shots"
  page="file://$scratch/report.html"
  chromium --window-size=1280,1200 --screenshot="$shots/light.png" "$page"
  chromium --window-size=1280,1200 --force-dark-mode --screenshot="$shots/dark.png" "$page"
  chromium --window-size=500,1600 --screenshot="$shots/phone.png" "$page"
fi
say "the page draws $plots plots of 3 runs, without complaints"
