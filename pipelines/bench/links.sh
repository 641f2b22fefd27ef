#!/usr/bin/env bash
#
# Trains with two ranks in network namespaces of their own, over a link that is slowed down to some speeds, and holds the
# steps against the simulation of lm-train --plan --link, which is told what was measured: the time of half a batch
# without an exchange, and the link's own speed for six sums. Prints a Markdown table.
#
#   pipelines/bench/links.sh                          1 Gbit/s, 200 and 100 Mbit/s: three minutes on 2 cores
#   LINKS='10mbit' pipelines/bench/links.sh           another one
#
# Runs as root on Debian or Ubuntu, with MPICH. The link has no latency of its own, but a queue of 50 ms.
. "$(dirname "$0")/../lib.sh"

: "${LINKS:=1gbit 200mbit 100mbit}" "${STEPS:=9}"

if [ "$(id -u)" -ne 0 ] || ! have apt-get; then
  say "skipped: network namespaces need root, and Debian's MPICH"
  exit 0
fi
install_with_apt mpich iproute2
need_tools
BIN=$(cd "$BIN" && pwd)
make_scratch
cd "$scratch"
export LETTERPRESS_MANIFEST=$scratch/manifest.db
"$BIN/tell-stories" --quiet --megabytes 4 --output corpus.txt >/dev/null
"$BIN/bpe-train" --quiet --input corpus.txt --vocab-size 2048 --special-token '<|endoftext|>' --output tokenizer
"$BIN/bpe-encode" --quiet --tokenizer tokenizer --input corpus.txt --output encoded
"$BIN/shard" --quiet --input encoded --shuffle --seed 1 --output dataset
sizes=(--vocab-size 4096 --context-length 128 --d-model 256 --layers 4 --heads 8 --d-ff 704)
training=("${sizes[@]}" --dataset dataset --steps "$STEPS" --warmup-steps 0 --validate-every 0 --checkpoint-every 0
  --threads 1 --quiet)

# A namespace for each rank, joined by a pair of devices.
clear_links() { for side in 1 2; do ip netns del "letterpress$side" 2>/dev/null || true; done; }
trap 'clear_links; rm -rf "$scratch"' EXIT
clear_links
for side in 1 2; do ip netns add "letterpress$side"; done
ip link add link1 netns letterpress1 type veth peer name link2 netns letterpress2
for side in 1 2; do
  ip -n "letterpress$side" addr add "10.77.0.$side/24" dev "link$side"
  ip -n "letterpress$side" link set lo up
  ip -n "letterpress$side" link set "link$side" up
done

# ranks COMMAND…: on both sides of the link, over TCP alone.
ranks() {
  MPIR_CVAR_NOLOCAL=1 UCX_TLS=tcp mpirun.mpich \
    -n 1 ip netns exec letterpress1 env UCX_NET_DEVICES=link1 "$@" : \
    -n 1 ip netns exec letterpress2 env UCX_NET_DEVICES=link2 "$@"
}

# seconds RUN TOKENS: the median of a step, after the first.
seconds() {
  sed -n -E 's/.*"tokens_per_second":([0-9.e+]+).*/\1/p' "$1/metrics.jsonl" | tail -n +2 | sort -g |
    awk -v tokens="$2" '{ rates[NR] = $1 } END { print tokens / rates[int((NR + 1) / 2)] }'
}

say "half of the batch on each of two cores, without an exchange"
mpirun.mpich -n 1 "$BIN/lm-train" --processes 1 "${training[@]}" --batch-size 16 --output half1 : \
  -n 1 "$BIN/lm-train" --processes 1 "${training[@]}" --batch-size 16 --output half2 >/dev/null
half=$(seconds half1 $((16 * 128)))
flops=$("$BIN/lm-train" --plan --json "${sizes[@]}" --batch-size 16 | python3 -c '
import json, sys
print(3 * 16 * json.load(sys.stdin)["flops"]["forward_per_sequence_causal"]["total"])')

printf 'Half of the batch alone: %.3f s.\n\n' "$half"
printf '| link | gradients | the sums alone | step | simulated | measured / simulated |\n| --- | --- | ---: | ---: | ---: | ---: |\n'
for link in $LINKS; do
  for side in 1 2; do
    ip netns exec "letterpress$side" tc qdisc replace dev "link$side" root tbf rate "$link" burst 256kb latency 50ms
  done
  # Bits in a second that arrive while 5 million floats are summed in as many ranges as a training has: each side sends as
  # many bytes as there are.
  sum=$(ranks "$BIN/mpi-check" speed 5000000 5 6 | sed -n 's/^fp32 //p' | tail -n +2 | sort -g | sed -n 3p)
  speed=$(awk -v sum="$sum" 'BEGIN { print 5000000 * 32 / sum }')
  for wire in fp32 bf16; do
    ranks "$BIN/lm-train" "${training[@]}" --batch-size 32 --gradient-exchange $wire --output "$link-$wire" >/dev/null
    step=$(seconds "$link-$wire" $((32 * 128)))
    simulated=$("$BIN/lm-train" --plan --json "${sizes[@]}" --batch-size 32 --processes 2 --threads 1 \
      --gradient-exchange $wire --link "${speed}bit" --link-latency 300 --flops "$(awk "BEGIN { print $flops / $half }")" \
      --utilization 1 | python3 -c '
import json, sys
print(32 * 128 / json.load(sys.stdin)["machines"]["shared_batch"][1]["tokens_per_second"])')
    printf '| %s | %s | %.3f s | %.3f s | %.3f s | %.2f |\n' "$link" $wire "$sum" "$step" "$simulated" \
      "$(awk "BEGIN { print $step / $simulated }")"
  done
done
