"""What bench_tokenizer.py measures: a process, and pairs of processes, ours and a peer's."""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time


def machine():
    """Processor, cores, instruction sets, system."""
    name, flags = platform.processor() or platform.machine(), ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            text = file.read()
        name = re.search(r"model name\s*: (.*)", text)[1]
        flags = re.search(r"flags\s*: (.*)", text)[1]
    except (OSError, TypeError):
        if platform.system() == "Darwin":
            name = subprocess.check_output(["sysctl", "-n", "machdep.cpu.brand_string"], text=True).strip()
    known = ["avx2", "avx512f", "avx512bw", "avx512_vbmi2", "sha_ni"]
    sets = [one for one in known if f" {one} " in f" {flags} "]
    return f"{name}, {os.cpu_count()} cores, {' '.join(sets) or platform.machine()}, {platform.system()} {platform.release().split('-')[0]}"


class Run:
    """A finished process: seconds on the wall and of processors, the largest resident memory, what it printed."""

    def __init__(self, command, folder=None):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder)
        self.output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench-tokenizer: exit code {process.returncode} of: {' '.join(command)}")
        self.processor = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss * (1 if platform.system() == "Darwin" else 1024)

    def own_seconds(self):
        return json.loads(self.output.strip().splitlines()[-1])["seconds"]


class Comparison:
    """Pairs of runs, ours and a peer's, one after the other."""

    def __init__(self, work, peer, megabytes):
        self.work, self.peer, self.megabytes = work, peer, megabytes
        self.ours, self.theirs = [], []
        self.agreement = ""

    def row(self):
        ours = [run.seconds for run in self.ours]
        theirs = [run.seconds for run in self.theirs]
        own = [run.own_seconds() for run in self.theirs]
        ratio = [their / our for our, their in zip(ours, theirs)]
        strict = [their / our for our, their in zip(ours, own)]
        memory = [max(run.memory for run in runs) / 1e6 for runs in (self.ours, self.theirs)]
        median = statistics.median
        return (
            f"| {self.work} | {self.peer} | {len(ours)} | {median(ours):.2f} s | {median(theirs):.2f} s | {median(own):.2f} s "
            f"| **{median(ratio):.2f}** ({min(ratio):.2f}–{max(ratio):.2f}) | {median(strict):.2f} ({min(strict):.2f}–{max(strict):.2f}) "
            f"| {self.megabytes / median(ours):.0f} MB/s | {memory[0]:.0f} MB | {memory[1]:.0f} MB | {self.agreement} |")


HEADER = """| work | peer | pairs | ours | peer | peer, own clock | ratio | strict | ours | our peak | peer's peak | agreement |
|---|---|---|---|---|---|---|---|---|---|---|---|"""
