"""Trains with several processes of one thread each, beside PyTorch's DistributedDataParallel over gloo, and beside one
process with as many threads; prints a dated section of docs/benchmarks/ranks.md. See bench/ranks.sh.

Every pair is ours, then theirs. Ratios are taken within a pair, and medians over pairs. All numbers are medians of the
steps after the first; starting the processes is in neither.
"""

import argparse
import datetime
import json
import pathlib
import platform
import statistics
import subprocess
import sys

from training_runs import CONFIGS, Ours, say

HERE = pathlib.Path(__file__).parent


class Ranks(Ours):
    """Our tools, lm-train started by a launcher."""

    def __init__(self, folder, work, launcher):
        super().__init__(folder, work, 1)
        self.launcher = launcher

    def train(self, settings, steps, name="ranks", ranks=1, threads=1):
        flags = [f for key, value in settings.items() if value for f in ("--" + key.replace("_", "-"), value)]
        target = self.work / name
        launcher = [*self.launcher.split(), "-n", str(ranks)] if ranks > 1 else []
        command = [
            *launcher, f"{self.folder}/lm-train", "--dataset", self.work / "dataset", "--output", target, "--replace",
            "--force", "--quiet", "--steps", steps + 1, "--validate-every", 0, "--checkpoint-every", 0, "--threads", threads,
            *flags]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if result.returncode:
            sys.exit(f"bench-ranks: {' '.join(map(str, command))}\n{result.stderr}")
        lines = [json.loads(line) for line in (target / "metrics.jsonl").read_text().splitlines()]
        return statistics.median([line["tokens_per_second"] for line in lines if "lr" in line][1:])


class DDP:
    """ddp_peer.py as a server."""

    def __init__(self, ranks, config, variant):
        self.process = subprocess.Popen(
            [sys.executable, HERE / "ddp_peer.py", str(ranks), config, variant], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def steps(self, count):
        """Median tokens per second; None if this variant does not run here."""
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line)["tokens_per_second"] if line else None

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def fastest(ranks, config, variants):
    """The fastest variant of the peer, warmed up."""
    found = []
    for variant in variants:
        peer = DDP(ranks, config, variant)
        if peer.steps(2) is None:
            say(f"DDP {variant} does not run here")
            continue
        found.append((peer.steps(3), variant, peer))
        say(f"DDP {variant}, {config}: {found[-1][0]:,.0f} tokens/s")
    if not found:
        sys.exit("bench-ranks: no variant of the peer runs here")
    found.sort(key=lambda entry: -entry[0])
    for _, _, peer in found[1:]:
        peer.close()
    return found[0][1], found[0][2]


def pairs(count, ours, theirs):
    rows = []
    for index in range(count):
        a, b = ours(), theirs()
        rows.append((a, b, a / b))
        say(f"pair {index + 1}: {a:,.0f} against {b:,.0f} tokens/s, {a / b:.2f} times")
    return rows


def row(title, rows):
    ours, theirs, ratios = (sorted(column) for column in zip(*rows))
    return (
        f"| {title} | {statistics.median(ours):,.0f} | {statistics.median(theirs):,.0f} "
        f"| **{statistics.median(ratios):.2f}** ({ratios[0]:.2f} to {ratios[-1]:.2f}) |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--configs", default="tinystories small")
    parser.add_argument("--variants", default="compiled eager")
    parser.add_argument("--launcher", default="mpirun")
    parser.add_argument("--command", default="")
    options = parser.parse_args()
    ours = Ranks(options.bin, options.work, options.launcher)
    lines = [
        f"## {datetime.date.today().isoformat()}", "",
        f"    machine   {platform.processor() or platform.machine()} "
        f"({ours.machine(threads=1)['instruction_set']}), {options.ranks} ranks of one thread each on it",
        f"    versions  PyTorch {subprocess.run([sys.executable, '-c', 'import torch; print(torch.__version__)'], capture_output=True, text=True).stdout.strip()}",
        f"    command   {options.command}", "",
        "Medians of pairs run in turn; ratio: ours over theirs within a pair, least to greatest in brackets.", "",
        f"| {options.ranks} ranks of one thread | ours tokens/s | theirs | ratio |", "|---|---|---|---|"]
    for config in options.configs.split():
        settings = dict(CONFIGS[config], batch_size=32)
        steps = 4 if config == "tinystories" else 16
        variant, peer = fastest(options.ranks, config, options.variants.split())
        rows = pairs(options.pairs, lambda: ours.train(settings, steps, ranks=options.ranks), lambda: peer.steps(steps))
        peer.close()
        lines.append(row(f"{config}, beside PyTorch DDP over gloo, {variant}", rows))
        rows = pairs(
            options.pairs, lambda: ours.train(settings, steps, ranks=options.ranks),
            lambda: ours.train(settings, steps, threads=options.ranks))
        lines.append(row(f"{config}, beside our one process of {options.ranks} threads", rows))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
