"""Runs lm-train and its peers on one accelerator in turn, and prints a Markdown section: see bench/accelerator.sh."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
FLAGS = ["--vocab-size", "10000", "--context-length", "256", "--d-model", "512", "--layers", "4", "--heads", "16"]


class Ours:
    name = "lm-train"

    def __init__(self, options):
        self.options = options

    def run(self, batch, steps):
        output = os.path.join(self.options.work, "ours")
        shutil.rmtree(output, ignore_errors=True)
        command = [os.path.join(self.options.bin, "lm-train"), "--dataset", self.options.dataset, "--output", output]
        command += ["--no-manifest", "--no-tensorboard", "--device", self.options.device, "--validate-every", "0"]
        command += ["--precision", self.options.precision, "--batch-size", str(batch), "--steps", str(steps + 16)]
        command += ["--checkpoint-every", "0", *FLAGS]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"lm-train: {done.stderr}")
        with open(os.path.join(output, "metrics.jsonl")) as file:
            records = [json.loads(line) for line in file]
        compiled = [line for line in done.stderr.splitlines() if "the program training_step" in line]
        rates = [record["tokens_per_second"] for record in records[16:]]
        return {
            "tokens_per_second": statistics.median(rates), "first_loss": records[0]["loss"],
            "seconds": time.perf_counter() - start, "note": compiled[0].split(": ", 1)[1] if compiled else "",
        }


class Peer:
    def __init__(self, name):
        self.name = name
        environment = dict(os.environ, XLA_PYTHON_CLIENT_PREALLOCATE="false", TF_CPP_MIN_LOG_LEVEL="3")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(FOLDER, "accelerator_peer.py"), name], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env=environment,
        )

    def run(self, batch, steps):
        self.process.stdin.write(json.dumps({"batch": batch, "steps": steps}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else None


def matrix_peak(device):
    """FLOP/s of a large product in bfloat16, the best of some; None without PyTorch or a GPU."""
    try:
        import torch
    except ImportError:
        return None
    if device == "cpu-xla" or not torch.cuda.is_available():
        return None
    size = 8192
    a, b = (torch.randn(size, size, device="cuda", dtype=torch.bfloat16) for _ in range(2))
    best = 0
    for _ in range(20):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(5):
            a @ b
        end.record()
        torch.cuda.synchronize()
        best = max(best, 5 * 2 * size**3 / (start.elapsed_time(end) / 1000))
    return best


def flops_per_token(options):
    command = [os.path.join(options.bin, "lm-train"), "--plan", "--json", "--batch-size", "1", *FLAGS]
    plan = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return plan["flops"]["training_per_step"] / 256


def main():
    parser = argparse.ArgumentParser()
    for name in ("bin", "work", "dataset", "device", "precision", "batches", "peers", "command"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    options = parser.parse_args()
    ours, flops = Ours(options), flops_per_token(options)
    peak = matrix_peak(options.device)
    print(f"\n## {time.strftime('%Y-%m-%d')}: {options.device}, {options.precision}\n")
    print(f"    command   {options.command}")
    print(f"    host      {platform.platform()}, {os.cpu_count()} processors")
    if peak:
        print(f"    peak      {peak / 1e12:.0f} TFLOP/s: a product of 8,192 x 8,192 x 8,192 in bfloat16")
    print("\nTokens per second, medians of runs in turn; ratios are medians of pairs, with their range.\n")
    print("| batch | program | tokens/s | share of the peak | ours / theirs | to compile | peak memory |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for batch in map(int, options.batches.split()):
        peers = [Peer(name) for name in options.peers.split()]
        rows = {runner.name: [] for runner in [ours, *peers]}
        extra = {}
        for _ in range(options.pairs):
            for runner in [ours, *peers]:
                answer = runner.run(batch, options.steps)
                if answer is None:
                    continue
                rows[runner.name].append(answer["tokens_per_second"])
                extra.setdefault(runner.name, {}).update(answer)
        for peer in peers:
            peer.process.kill()
        for name, rates in rows.items():
            if not rates:
                print(f"| {batch} | {name} | failed | | | | |", flush=True)
                continue
            ratios = [mine / theirs for mine, theirs in zip(rows[ours.name], rates)]
            ratio = "" if name == ours.name else (
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
            share = f"{statistics.median(rates) * flops / peak * 100:.1f}%" if peak else ""
            seconds = extra[name].get("compile_seconds")
            compiled = extra[name].get("note") or (f"{seconds:.1f} s" if seconds else "")
            memory = extra[name].get("peak_bytes")
            print(
                f"| {batch} | {name} | {statistics.median(rates):,.0f} | {share} | {ratio} | {compiled} | "
                f"{f'{memory / 1e9:.2f} GB' if memory else ''} |", flush=True)


if __name__ == "__main__":
    main()
