"""Times bpe-train and bpe-encode beside their peers, in turn, and writes the result as Markdown.

    bench_tokenizer.py --bin FOLDER --corpus FILE --work FOLDER [--vocab 10000 32000] [--pairs 5] [--slow-pairs 1]
                       [--scale 10 30 100 300] [--pattern gpt4] [--peers rustbpe tokenizers]

With --scale it also times our tools alone on the first megabytes of the corpus, with one thread and with two, and how
long they take for next to nothing.

Every measurement is a whole process, from its start to its end, on two clocks: ours and the peer's own, which leaves
out Python's start and imports. "Strict" ratios compare our whole process with the peer's own clock. Our tools write
their files durably and record the run; peers write less or nothing.

This program stays small, because Linux counts what a process held before `exec` to the peak memory of what it becomes.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import shutil
import statistics
import subprocess
import sys

from tokenizer_peer import from_alphabet
from tokenizer_runs import HEADER, Comparison, Run, machine

PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tokenizer_peer.py")
TRAINERS = {"gigatoken": "fast", "rustbpe": "slow", "tokenizers": "slow"}
ENCODERS = {"gigatoken": "fast", "tiktoken": "slow", "tokenizers": "slow"}
END = "<|endoftext|>"


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def train_ours(options, size, corpus=None, threads=None):
    folder = fresh(os.path.join(options.work, f"train-{size}" if corpus is None else "scale"))
    command = [os.path.join(options.bin, "bpe-train"), "--input", corpus or options.corpus, "--vocab-size", str(size),
               "--special-token", END, "--pattern", options.pattern, "--output", "tokenizer", "--quiet", "--json"]
    return Run(command + (["--threads", str(threads)] if threads else []), folder)


def encode_ours(options, size, corpus=None, threads=None, folder=None):
    folder = folder or fresh(os.path.join(options.work, "encode" if corpus is None else "scale"))
    command = [os.path.join(options.bin, "bpe-encode"), "--tokenizer",
               os.path.join(options.work, f"train-{size}", "tokenizer"), "--input", corpus or options.corpus,
               "--parts", "4", "--output", "encoded", "--force", "--quiet", "--json"]
    return Run(command + (["--threads", str(threads)] if threads else []), folder)


def our_tokens(options, size):
    with open(os.path.join(options.work, f"train-{size}", "tokenizer", "vocab.json"), encoding="utf-8") as file:
        return {from_alphabet(token).hex() for token in json.load(file) if token != END}


def compare_training(options, size, peer, pairs, megabytes):
    name = f"train {size:,}" + ("" if options.pattern == "gpt2" else f", {options.pattern}")
    comparison = Comparison(name, peer, megabytes)
    target = os.path.join(options.work, "peer-tokens")
    ours = [] if options.pattern == "gpt2" else [os.path.join(options.work, f"train-{size}", "tokenizer")]
    for _ in range(pairs):
        comparison.ours.append(train_ours(options, size))
        comparison.theirs.append(Run([sys.executable, PEER, "train", peer, options.corpus, str(size), target, *ours]))
    with open(target, encoding="ascii") as file:
        theirs = set(file.read().split())
    ours = our_tokens(options, size)
    comparison.agreement = f"{len(ours & theirs) / len(ours):.1%} of the tokens"
    return comparison


def compare_encoding(options, size, peer, pairs, megabytes):
    comparison = Comparison(f"encode, {size:,}", peer, megabytes)
    target = os.path.join(options.work, "peer-ids")
    tokenizer = os.path.join(options.work, f"train-{size}", "tokenizer")
    for _ in range(pairs):
        comparison.ours.append(encode_ours(options, size))
        comparison.theirs.append(Run([sys.executable, PEER, "encode", peer, options.corpus, tokenizer, target]))
    parts = os.path.join(options.work, "encode", "encoded")
    comparison.agreement = Run([sys.executable, PEER, "compare", peer, parts, "0", target]).output.strip()
    return comparison


def can(peer, pattern):
    """gigatoken trains with GPT-2's pattern alone, rustbpe with any that is one regular expression."""
    one = {"gpt2", "gpt4", "llama3", "qwen2", "digits2", "o200k", "whitespace"}
    return pattern == "gpt2" or peer == "tokenizers" or (peer == "rustbpe" and pattern in one)


TRAINING_COLUMNS = "| text | threads | wall | processors | read and count | merge | write | start, record, hashes | peak memory |"
ENCODING_COLUMNS = "| text | threads | wall | processors | encode and write | start, record, hashes | whole process | peak memory |"


def training_row(run, megabytes):
    told = json.loads(run.output)
    parts = [told[f"{part}_seconds"] for part in ("count", "merge", "write")]
    return [f"{seconds:.3f} s" for seconds in (run.seconds, run.processor, *parts, run.seconds - sum(parts))]


def encoding_row(run, megabytes):
    encoding = json.loads(run.output)["seconds"]
    seconds = [f"{seconds:.3f} s" for seconds in (run.seconds, run.processor, encoding, run.seconds - encoding)]
    return [*seconds, f"{megabytes / run.seconds:.0f} MB/s"]


def scaling(options, columns, tool, row):
    """Rows for growing starts of the corpus, with 1 thread and 2: the median of three runs each."""
    rows = [columns, "|---" * (columns.count("|") - 1) + "|"]
    for megabytes in options.scale:
        start = os.path.join(options.work, "start.txt")
        with open(options.corpus, "rb") as source, open(start, "wb") as target:
            for _ in range(megabytes):
                target.write(source.read(1_000_000))
        if os.path.getsize(start) < megabytes * 1_000_000:
            break
        for threads in (1, 2):
            run = sorted((tool(start, threads) for _ in range(3)), key=lambda run: run.seconds)[1]
            cells = [f"{megabytes} MB", str(threads), *row(run, megabytes), f"{run.memory / 1e6:.0f} MB"]
            rows.append("| " + " | ".join(cells) + " |")
            print(rows[-1], file=sys.stderr, flush=True)
        os.remove(start)
    return rows


def starting(options, size):
    """Rows for what the tools take before there is anything to do: medians of 15 runs."""
    line = os.path.join(options.work, "line.txt")
    with open(line, "w", encoding="ascii") as file:
        file.write("Hello, world.\n")
    new, known = os.path.join(options.work, "new"), fresh(os.path.join(options.work, "known"))
    encode_ours(options, size, line, folder=known)
    works = [
        ("bpe-train --help", lambda: Run([os.path.join(options.bin, "bpe-train"), "--help"])),
        (f"bpe-encode, one line, {size:,} tokens", lambda: encode_ours(options, size, line, folder=known)),
        ("the same, first run in a new manifest", lambda: encode_ours(options, size, line, folder=fresh(new))),
    ]
    rows = ["| work | wall | least | processors |", "|---|---|---|---|"]
    for work, run in works:
        runs = [run() for _ in range(15)]
        walls, processors = [run.seconds for run in runs], [run.processor for run in runs]
        cells = [statistics.median(walls), min(walls), statistics.median(processors)]
        rows.append(f"| {work} | " + " | ".join(f"{1000 * seconds:.0f} ms" for seconds in cells) + " |")
    return rows


def growth(options):
    """The tables of our tools alone."""
    if "train" in options.work_on:
        size = options.vocab[0]
        print(f"\nbpe-train alone, {size:,} tokens:\n")
        print("\n".join(scaling(
            options, TRAINING_COLUMNS, lambda start, threads: train_ours(options, size, start, threads), training_row)))
    if "encode" in options.work_on:
        size = options.vocab[-1]
        print(f"\nbpe-encode alone, {size:,} tokens, 4 parts:\n")
        print("\n".join(scaling(
            options, ENCODING_COLUMNS, lambda start, threads: encode_ours(options, size, start, threads), encoding_row)))
        print("\nNext to nothing to do:\n")
        print("\n".join(starting(options, size)))


def versions(options, peers):
    ours = subprocess.check_output([os.path.join(options.bin, "bpe-train"), "--version"], text=True).strip()
    return ", ".join([f"letterpress: {ours}", *(f"{peer} {importlib.metadata.version(peer)}" for peer in sorted(peers))])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--corpus-name", default="")
    parser.add_argument("--work", required=True)
    parser.add_argument("--work-on", nargs="+", default=["train", "encode"], choices=["train", "encode"])
    parser.add_argument("--vocab", type=int, nargs="+", default=[10_000, 32_000])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--slow-pairs", type=int, default=1)
    parser.add_argument("--scale", type=int, nargs="*", default=[])
    parser.add_argument("--pattern", default="gpt2")
    parser.add_argument("--peers", nargs="+", default=sorted({*TRAINERS, *ENCODERS}))
    parser.add_argument("--command", default="pipelines/bench/tokenizer.sh")
    options = parser.parse_args()
    options.corpus, options.bin = os.path.abspath(options.corpus), os.path.abspath(options.bin)
    options.work = os.path.abspath(options.work)
    size = os.path.getsize(options.corpus) / 1e6
    with open(options.corpus, "rb") as file:
        while file.read(1 << 20):  # into the page cache, so that no run pays for the disk
            pass
    rows = []
    tasks = []
    if "train" in options.work_on:
        tasks += [(compare_training, vocab, TRAINERS) for vocab in options.vocab]
    if "encode" in options.work_on:
        train_ours(options, options.vocab[-1])
        tasks.append((compare_encoding, options.vocab[-1], ENCODERS))
    for compare, vocab, peers in tasks:
        for peer, speed in peers.items():
            pairs = options.pairs if speed == "fast" else options.slow_pairs
            if pairs == 0 or peer not in options.peers or not can(peer, options.pattern):
                continue
            comparison = compare(options, vocab, peer, pairs, size)
            rows.append(comparison.row())
            print(rows[-1], file=sys.stderr, flush=True)
    date = datetime.date.today().isoformat()
    print(f"## {date}: {options.corpus_name or os.path.basename(options.corpus)}, {size:.0f} MB\n")
    print(f"    machine   {machine()}")
    print(f"    versions  {versions(options, {*TRAINERS, *ENCODERS})}")
    print(f"    command   {options.command}\n")
    if rows:
        print(HEADER)
        print("\n".join(rows))
    if options.scale:
        growth(options)


if __name__ == "__main__":
    main()
