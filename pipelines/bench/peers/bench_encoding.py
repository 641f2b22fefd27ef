"""Times bpe-encode beside gigatoken, in turn, and prints Markdown. See pipelines/bench/encoding.sh.

    bench_encoding.py --bin FOLDER --work FOLDER --tokenizer FOLDER --texts FILE… [--pairs 7] [--passes 4] --command TEXT

This program stays small, because Linux counts what a process held before `exec` to the peak memory of what it becomes.
"""

import argparse
import datetime
import hashlib
import importlib.metadata
import json
import os
import shutil
import statistics
import subprocess
import sys

from tokenizer_runs import Run, machine

PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "encoding_peer.py")
FILES = """| text | MB | pairs | ours | gigatoken, load to ids | ratio | whole processes | our peak | its peak | ids |
|---|---|---|---|---|---|---|---|---|---|"""
ALONE = """| text | ours, first pass | gigatoken, first pass | ratio | ours, later | gigatoken, later | ratio |
|---|---|---|---|---|---|---|"""


def python(*arguments, **environment):
    return Run(["env", *(f"{name}={value}" for name, value in environment.items()), sys.executable, PEER, *arguments])


def spread(ratios):
    return f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}–{max(ratios):.2f})"


def ids(folder, separator):
    """The digest of the ids in our parts, without separators."""
    return json.loads(python("ids", folder, str(separator)).output)["digest"]


def file_to_file(options, text):
    ours, theirs = [], []
    for _ in range(options.pairs):
        # With a manifest of its own, which knows no text: the text is hashed each time.
        project = os.path.join(options.work, "project")
        shutil.rmtree(project, ignore_errors=True)
        os.mkdir(project)
        folder = os.path.join(project, "encoded")
        ours.append(Run([
            os.path.join(options.bin, "bpe-encode"), "--tokenizer", options.tokenizer, "--input", text, "--output", folder,
            "--parts", "4", "--manifest", os.path.join(project, "manifest.db"), "--quiet"]))
        theirs.append(python("files", options.tokenizer, text, os.path.join(options.work, "peer.ids")))
    peer = json.loads(theirs[-1].output.splitlines()[-1])
    same = ids(folder, peer["separator"]) == peer["digest"]
    own = [run.own_seconds() for run in theirs]
    median = statistics.median
    return (
        f"| {os.path.basename(text)} | {os.path.getsize(text) / 1e6:.0f} | {options.pairs} "
        f"| {median(run.seconds for run in ours):.3f} s | {median(own):.3f} s "
        f"| {spread([their / our.seconds for our, their in zip(ours, own)])} "
        f"| {spread([their.seconds / our.seconds for our, their in zip(ours, theirs)])} "
        f"| {max(run.memory for run in ours) / 1e6:.0f} MB | {max(run.memory for run in theirs) / 1e6:.0f} MB "
        f"| {'the same' if same else 'others'} |")


def alone(options, text):
    first, later, our_first, our_later, their_first, their_later = [], [], [], [], [], []
    for _ in range(max(1, options.pairs // 2)):
        ours = json.loads(Run([
            os.path.join(options.bin, "machine-speed"), "encoding", "--tokenizer", options.tokenizer, "--input", text,
            "--passes", str(options.passes)]).output)
        theirs = json.loads(python("alone", options.tokenizer, text, str(options.passes), RAYON_NUM_THREADS=1)
                            .output.splitlines()[-1])
        first.append(ours["encoding_first"] / theirs["first"])
        later.append(ours["encoding"] / theirs["later"])
        our_first.append(ours["encoding_first"])
        our_later.append(ours["encoding"])
        their_first.append(theirs["first"])
        their_later.append(theirs["later"])
    median = statistics.median
    return (
        f"| {os.path.basename(text)} | {median(our_first):.0f} MB/s | {median(their_first):.0f} MB/s | {spread(first)} "
        f"| {median(our_later):.0f} MB/s | {median(their_later):.0f} MB/s | {spread(later)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--texts", nargs="+", required=True)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--command", required=True)
    options = parser.parse_args()
    version = subprocess.check_output([os.path.join(options.bin, "bpe-encode"), "--version"], text=True).strip()
    print(f"## {datetime.date.today()}: {os.path.basename(options.tokenizer)}\n")
    print(f"    machine   {machine()}")
    print(f"    versions  {version}, gigatoken {importlib.metadata.version('gigatoken')}")
    print(f"    command   {options.command}")
    for text in options.texts:
        with open(text, "rb") as file:
            print(f"    text      {os.path.basename(text)}, SHA-256 {hashlib.file_digest(file, 'sha256').hexdigest()}")
    print(f"\nFile to file:\n\n{FILES}")
    for text in options.texts:
        print(file_to_file(options, text), flush=True)
    print(f"\nThe encoder alone, on one core:\n\n{ALONE}")
    for text in options.texts:
        print(alone(options, text), flush=True)


if __name__ == "__main__":
    main()
