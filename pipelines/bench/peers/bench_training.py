"""Runs our tools and PyTorch in turn and prints a dated section of docs/benchmarks/training.md; see bench/training.sh.

Every pair is: what the machine can do now (machine-speed), ours, theirs. Ratios are taken within a pair, and medians
over pairs. Our numbers are those that the tools record themselves (metrics.jsonl, receipts); starting a program and
reading the model are in neither.
"""

import argparse
import datetime
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

from training_runs import CONFIGS, Ours, Torch, fastest, say

BYTES = {"fp32": 4, "bf16": 2, "int8": 1}  # of a weight
STEPS = {  # for a pair; PyTorch's number is the median of them, ours in an evaluation the whole run's, its start included
    "train": {"tinystories": 4, "small": 16},
    "eval": {"tinystories": 12, "small": 48},
}
GROWTH = [  # title, base configuration, what changes
    ("threads", "tinystories", [dict(threads=1), dict(threads=2)]),
    ("batch", "tinystories", [dict(batch_size=b) for b in (1, 4, 8, 16, 32)]),
    ("context", "tinystories", [dict(context_length=c, batch_size=8192 // c) for c in (256, 512, 1024, 2048, 4096)]),
    ("d_model", "tinystories", [dict(d_model=d, heads=d // 32, d_ff=None, batch_size=8) for d in (256, 512, 768, 1024)]),
]


def pairs(count, ours, theirs, machine):
    """`count` times (machine, ours, theirs)."""
    rows = []
    for index in range(count):
        limit = machine()
        a, b = ours(), theirs()
        rows.append(dict(limit=limit, ours=a[0], ours_bytes=a[1], theirs=b[0], theirs_bytes=b[1], ratio=a[0] / b[0]))
        say(f"pair {index + 1}: {a[0]:,.0f} against {b[0]:,.0f} tokens/s, {a[0] / b[0]:.2f} times")
    return rows


def middle(rows, key):
    return statistics.median(row[key] for row in rows)


def spread(rows):
    ratios = sorted(row["ratio"] for row in rows)
    return f"**{statistics.median(ratios):.2f}** ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def megabytes(count):
    return f"{count / 1e6:,.0f} MB"


def operations_per_token(plan, context):
    """Forward; training is three times as much. Causal attention counts only what lies below the diagonal."""
    return plan["flops"]["forward_per_sequence_causal"]["total"] / context


def pair_tables(ours, options):
    lines = []
    def table(header):
        lines.extend(["", "| " + " | ".join(header) + " |", "|" + "---|" * len(header)])

    columns = ["peer", "ours tokens/s", "theirs", "ratio", "share of FMA peak", "peak memory, ours / theirs"]
    first = options.configs.split()[0]
    if "train" in options.parts or not (options.work / first).exists():
        table(["training", *columns])
        train_rows(ours, options, lines, "train")
    if "eval" in options.parts:
        table(["evaluation", *columns])
        train_rows(ours, options, lines, "eval")
    if "sample" in options.parts:
        table(["sampling, 1 sample, 200 tokens", "ours tokens/s", "PyTorch eager", "ratio", "share of read bandwidth"])
        sample_rows(ours, options, lines, first, ("fp32", "bf16", "int8"))
        llama2_row(ours, options, lines, first)
        ours.train(dict(CONFIGS["large"], batch_size=1), 1, "large")
        sample_rows(ours, options, lines, "large", ("fp32",))
    if "batch" in options.parts:
        table(["samples in one batch", "fp32 tokens/s", "bf16", "int8"])
        batch_rows(ours, lines, first)
    return lines


def train_rows(ours, options, lines, mode):
    for config in options.configs.split():
        settings = CONFIGS[config]
        peer, variant = fastest(mode, config, options)
        steps, context = STEPS[mode][config], settings["context_length"]
        mine = (
            (lambda: ours.train(settings, steps, config)) if mode == "train"
            else (lambda: ours.evaluate(config, steps * 32 * context)))
        rows = pairs(options.pairs, mine, lambda: peer.steps(steps), ours.machine)
        peer.close()
        operations = operations_per_token(ours.plan(settings, 32), context) * (3 if mode == "train" else 1)
        share = statistics.median(row["ours"] * operations / row["limit"]["gflops"] / 1e9 for row in rows)
        lines.append(
            f"| {config} | PyTorch {variant} | {middle(rows, 'ours'):,.0f} | {middle(rows, 'theirs'):,.0f} "
            f"| {spread(rows)} | {share:.0%} of {statistics.median(r['limit']['gflops'] for r in rows):,.0f} GFLOP/s "
            f"| {megabytes(middle(rows, 'ours_bytes'))} / {megabytes(middle(rows, 'theirs_bytes'))} |")


def sample_rows(ours, options, lines, config, precisions):
    settings = CONFIGS[config]
    d, f, v, layers = (settings[key] for key in ("d_model", "d_ff", "vocab_size", "layers"))
    weights = layers * (4 * d * d + 3 * d * f) + v * d
    peer = Torch("sample", config, "eager", options.threads)
    peer.steps(1)
    for precision in precisions:
        size = weights * BYTES[precision]
        rows = pairs(
            options.pairs, lambda: best_of(3, lambda: ours.sample(config, precision)), lambda: peer.steps(1),
            lambda: ours.machine(megabytes=weights * 4 // 1_000_000))
        share = statistics.median(row["ours"] * size / row["limit"]["gigabytes_per_second"] / 1e9 for row in rows)
        bandwidth = statistics.median(row["limit"]["gigabytes_per_second"] for row in rows)
        lines.append(
            f"| {config}, {precision}, {size / 1e6:.0f} MB of weights a token | {middle(rows, 'ours'):,.0f} "
            f"| {middle(rows, 'theirs'):,.0f} | {spread(rows)} | {share:.0%} of {bandwidth:.0f} GB/s |")
    peer.close()


def llama2_row(ours, options, lines, config):
    if not options.llama2:
        return
    rows = pairs(
        options.pairs, lambda: best_of(3, lambda: ours.sample(config)), lambda: best_of(3, lambda: llama2(options)),
        ours.machine)
    lines.append(
        f"| {config}, fp32, the peer being llama2.c's run.c | {middle(rows, 'ours'):,.0f} "
        f"| {middle(rows, 'theirs'):,.0f} | {spread(rows)} | |")


def best_of(count, work):
    """A run of 200 tokens takes a third of a second, which a neighbour can spoil: the best of a few counts."""
    return max(work() for _ in range(count))


def llama2(options):
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads))
    error = subprocess.run(
        ["./run", "model.bin", "-z", "tokenizer.bin", "-t", "1.0", "-p", "0", "-n", "200", "-s", "1", "-i", ""],
        cwd=options.llama2, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
    return float(re.search(rb"achieved tok/s: ([0-9.]+)", error).group(1)), 0


def batch_rows(ours, lines, config):
    for samples in (1, 2, 4, 8, 16, 32, 64):
        rates = [best_of(2, lambda: ours.sample(config, p, samples, 100))[0] for p in ("fp32", "bf16", "int8")]
        lines.append(f"| {samples} | " + " | ".join(f"{rate:,.0f}" for rate in rates) + " |")


def growth_tables(ours, options):
    lines = []
    for title, base, changes in GROWTH:
        say(f"growth with {title}")
        lines += [
            "", f"| {title} | batch × context | tokens/s | share of FMA peak | peak memory | planned | difference |",
            "|---|---|---|---|---|---|---|"]
        for change in changes:
            threads = change.get("threads", options.threads)
            if threads > (os.cpu_count() or 1):
                continue
            settings = dict(CONFIGS[base], batch_size=32)
            settings.update({key: value for key, value in change.items() if key != "threads"})
            context, batch = settings["context_length"], settings["batch_size"]
            peak = ours.machine(threads=threads)["gflops"]
            rate, memory = ours.train(settings, 2, "growth", threads=threads)
            plan = ours.plan(settings, batch)
            planned = plan["memory"]["letterpress"]["total"]
            share = rate * operations_per_token(plan, context) * 3 / peak / 1e9
            value = threads if title == "threads" else settings[{"batch": "batch_size", "context": "context_length"}.get(title, title)]
            lines.append(
                f"| {value} | {batch} × {context} | {rate:,.0f} | {share:.0%} | {megabytes(memory)} | {megabytes(planned)} "
                f"| {memory / planned - 1:+.0%} |")
    return lines


def heading(ours, options, torch_version):
    def read(path):
        try:
            return pathlib.Path(path).read_text()
        except OSError:
            return ""

    processor = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", read("/proc/meminfo"))
    system = re.search(r'PRETTY_NAME="(.*)"', read("/etc/os-release"))
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    swift = re.search(r"Swift version (\S+)", swift)
    machine = ours.machine(seconds=1)
    return [
        f"## {datetime.date.today().isoformat()}", "",
        f"    machine   {processor.group(1) if processor else platform.processor()} ({machine['instruction_set']}), "
        f"{os.cpu_count()} processors, {int(memory.group(1)) / 1e6 if memory else 0:.0f} GB, "
        f"{system.group(1) if system else platform.platform()}",
        f"    versions  Swift {swift.group(1) if swift else 'unknown'}, PyTorch {torch_version}, {options.threads} threads each",
        f"    limits    {machine['gflops']:,.0f} GFLOP/s fp32 multiply-adds, {machine['gigabytes_per_second']:.0f} GB/s "
        "reading 70 MB (machine-speed)",
        f"    command   {options.command}", "",
        "Medians of pairs run in turn; ratio: ours over theirs within a pair, least to greatest in brackets.",
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--growth", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--llama2", default="")
    parser.add_argument("--parts", default="train eval sample batch")
    parser.add_argument("--configs", default="tinystories small")
    parser.add_argument("--variants", default="compiled eager")
    parser.add_argument("--command", default="")
    options = parser.parse_args()
    if options.threads == 0:
        affinity = getattr(os, "sched_getaffinity", None)  # Linux only
        options.threads = len(affinity(0)) if affinity else os.cpu_count()
    version = subprocess.run(
        [sys.executable, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True).stdout.strip()
    ours = Ours(options.bin, options.work, options.threads)
    lines = heading(ours, options, version)
    if options.pairs > 0:
        lines += pair_tables(ours, options)
    if options.growth:
        lines += growth_tables(ours, options)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
