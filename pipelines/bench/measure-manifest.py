#!/usr/bin/env python3
"""How long the questions to a manifest take when it holds many runs.

Writes receipts of RUNS runs, with the small files that they name, into a new folder, then times `manifest`:

    pipelines/bench/measure-manifest.py RUNS FOLDER [MANIFEST-TOOL]

The runs are those of a group that trains a lot. Of a hundred, two learn a tokenizer, two encode, two assemble a
dataset, 47 train a model on one of the last datasets (each writes five checkpoints into one of RUNS/5 folders, so that
most are overwritten some day), and 47 evaluate it. CPU seconds, user and system, of one process each.
"""
import hashlib, json, os, random, resource, subprocess, sys, time

START = 1_790_000_000


def main():
    count, folder = int(sys.argv[1]), sys.argv[2]
    tool = sys.argv[3] if len(sys.argv) > 3 else ".build/release/manifest"
    tool = os.path.abspath(tool)
    if not os.path.exists(folder):
        os.makedirs(folder)
        os.chdir(folder)
        write_runs(count)
    else:
        os.chdir(folder)
    receipts = sum(os.path.getsize(os.path.join(d, n)) for d, _, ns in os.walk("receipts") for n in ns)
    print(f"{count} runs, {receipts / 1e6:.1f} MB of receipts")
    for arguments in (
        ["rebuild"], ["runs", "--limit", "1"], ["ingest"], ["lineage"], ["stale"], ["stale"], ["why", "model-0/step-5"],
        ["lineage", "model-0/step-5"], ["verify", "--quick"],
    ):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.monotonic()
        done = subprocess.run([tool] + arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        wall = time.monotonic() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        last = "" if done.returncode == 0 else f"  exit {done.returncode}: {done.stderr.strip()}"
        print(f"manifest {' '.join(arguments):32} {cpu:7.3f} s CPU, {wall:7.3f} s{last}", flush=True)
    print(f"manifest.db: {os.path.getsize('manifest.db') / 1e6:.1f} MB")


def write_runs(count):
    random.seed(1)
    known = {}
    write("corpus.txt", "text", known)
    for number in range(count):
        kind, generation = number % 100, number // 50
        if kind % 50 == 0:
            outputs = [f"tokenizer/{n}" for n in ("vocab.json", "merges.json", "merges.txt", "tokenizer.json")]
            run(number, "bpe-train", {"vocab_size": generation}, ["corpus.txt"], outputs, known)
        elif kind % 50 == 1:
            outputs = [f"encoded/part-{n}" for n in range(16)]
            run(number, "bpe-encode", {"parts": 16}, ["tokenizer/vocab.json", "corpus.txt"], outputs, known)
        elif kind % 50 == 2:
            outputs = [f"dataset/train-{n}" for n in range(4)] + ["dataset/dataset.json"]
            run(number, "shard", {}, [f"encoded/part-{n}" for n in range(16)], outputs, known)
        else:
            model = f"model-{random.randrange(max(1, count // 5)) if kind % 2 else last}"
            if kind % 2:
                last = model[6:]
                outputs = [f"{model}/config.json", f"{model}/metrics.jsonl"] + [f"{model}/step-{n}" for n in range(1, 6)]
                run(number, "lm-train", {"lr": random.random()}, ["dataset/dataset.json"], outputs, known)
            elif f"{model}/step-5" in known:
                run(number, "lm-eval", {}, [f"{model}/step-5", "dataset/dataset.json"], [f"{model}/eval.json"], known)
            else:
                run(number, "lm-train", {"lr": random.random()}, ["dataset/dataset.json"], [f"{model}/step-5"], known)


def write(path, text, known):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    # Old enough for its times to stand for its content.
    os.utime(path, (START - 9, START - 9))
    known[path] = hashlib.sha256(text.encode()).hexdigest()


def seen(path, role, digest, second, kind=None):
    info = os.stat(path)
    file = {
        "role": role, "path": path, "identity": digest, "bytes": info.st_size, "modified_ns": info.st_mtime_ns,
        "changed_ns": info.st_ctime_ns, "inode": info.st_ino, "seen_ns": (START + second) * 10**9,
    }
    if kind:
        file["kind"] = kind
    return file


def run(number, stage, config, inputs, outputs, known):
    milliseconds = (START + number * 60) * 1000
    name = f"{milliseconds:012x}"
    identity = f"{name[:8]}-{name[8:]}-7000-8000-{number:012x}"
    inputs = [seen(path, path.split("/")[0], known[path], number * 60) for path in inputs]
    for path in outputs:
        write(path, f"{number} {path}", known)
    outputs = [seen(path, stage, known[path], number * 60 + 50, stage) for path in outputs]
    receipt = {
        "format": "letterpress-receipt", "version": 1, "run": identity, "stage": stage, "status": "ok", "semantics": 1,
        "config": config, "reasons": ["new"], "because": "no earlier run made this here", "seed": "1",
        "arguments": [stage, "--output", "somewhere"], "tool_version": "0.1.0", "start": moment(number * 60),
        "end": moment(number * 60 + 50), "exit_code": 0,
        "process": {"host": "a-host", "boot": "a-boot", "pid": 1, "started": "1"},
        "key": hashlib.sha256(identity.encode()).hexdigest(), "targets": [file["path"] for file in outputs],
        "inputs": inputs, "outputs": outputs, "metrics": [{"name": "memory.peak_bytes", "value": 1e8}],
    }
    folder = "receipts/" + time.strftime("%Y%m", time.gmtime(START + number * 60))
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{identity}.json", "w") as file:
        json.dump(receipt, file, indent=2, sort_keys=True)


def moment(second):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(START + second))


main()
