"""gigatoken's side of bench_encoding.py; the last line is JSON.

    encoding_peer.py files TOKENIZER TEXT OUTPUT     loads, encodes a file and writes the ids: seconds, without Python's start
                                                     and imports, and the digest of the ids without separators
    encoding_peer.py alone TOKENIZER TEXT PASSES     encodes text in memory: MB/s of the first pass and the best later one
    encoding_peer.py ids FOLDER SEPARATOR            the digest of the ids in our parts without separators
"""

import hashlib
import json
import os
import subprocess
import sys
import time

import awkward
import gigatoken
import numpy

END = "<|endoftext|>"


def separator(folder):
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
        return next(token["id"] for token in json.load(file)["added_tokens"] if token["content"] == END)


def width(ids):
    return "<u2" if len(ids) == 0 or int(ids.max()) < 65536 else "<u4"


def files(folder, text, output):
    start = time.perf_counter()
    tokenizer = gigatoken.Tokenizer(os.path.join(folder, "tokenizer.json"))
    documents = tokenizer.encode_files(gigatoken.TextFileSource([text], separator=END))
    ids = numpy.asarray(awkward.flatten(documents))
    ids.astype(width(ids), copy=False).tofile(output)
    seconds = time.perf_counter() - start
    # It leaves the separators out.
    digest = hashlib.sha256(ids.astype("<u4").tobytes()).hexdigest()
    return {"seconds": seconds, "separator": separator(folder), "digest": digest}


def alone(folder, text, passes):
    with open(text, encoding="utf-8", newline="") as file:
        content = file.read()
    documents = content.split(END)
    tokenizer = gigatoken.Tokenizer(os.path.join(folder, "tokenizer.json"))
    megabytes, speeds = os.path.getsize(text) / 1e6, []
    for _ in range(int(passes)):
        start = time.perf_counter()
        tokenizer.encode_batch(documents)
        speeds.append(megabytes / (time.perf_counter() - start))
    return {"first": speeds[0], "later": max(speeds[1:] or speeds)}


def ids(folder, separator):
    digest = hashlib.sha256()
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".zst")):
        part = subprocess.check_output(["zstd", "-dcq", os.path.join(folder, name)])
        tokens = numpy.frombuffer(part, "<u2" if ".u16." in name else "<u4").astype("<u4")
        digest.update(tokens[tokens != int(separator)].tobytes())
    return {"digest": digest.hexdigest()}


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    print(json.dumps(globals()[task](*arguments)))
