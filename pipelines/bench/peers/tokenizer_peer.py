"""One peer at one piece of work, as its own program: bench_tokenizer.py starts it once for each measurement.

    tokenizer_peer.py train  PEER CORPUS VOCAB_SIZE TOKENS [OURS]
                                                             learns a vocabulary, with the split pattern of a tokenizer
                                                             of ours or GPT-2's; writes its tokens, in hex, one a line
    tokenizer_peer.py encode PEER CORPUS TOKENIZER IDS       encodes with a tokenizer of ours; writes ids as little-endian u16 (vocabularies of up to 65,536)
    tokenizer_peer.py compare PEER PARTS SEPARATOR IDS       says whether our parts hold the same ids, separators left out

Prints one line of JSON: the seconds from the open file to the result, without Python's start and the imports.
The corpus is UTF-8 text whose documents end with <|endoftext|>. Each peer is used the fastest way that it documents.
"""

import json
import os
import sys
import time

END = "<|endoftext|>"
GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def documents(corpus):
    with open(corpus, encoding="utf-8", newline="") as file:
        return file.read().split(END)


def from_alphabet(text):
    """GPT-2's printable alphabet back to bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    table = {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}
    return bytes(table[character] for character in text)


def split_pattern(folder):
    """The one regular expression of a tokenizer of ours."""
    with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
        first = json.load(file)["pre_tokenizer"]["pretokenizers"][0]
    return first["pattern"]["Regex"]


# Each of these imports its library and returns the work as a function without arguments, so that imports are not timed.


def gigatoken_train(corpus, size):
    from gigatoken import train_bpe

    return lambda: train_bpe(corpus, size, [END], "huggingface", END.encode())[0].values()


def rustbpe_train(corpus, size, ours=None):
    import rustbpe

    pattern = split_pattern(ours) if ours else GPT2

    def work():
        tokenizer = rustbpe.Tokenizer()
        tokenizer.train_from_iterator(iter(documents(corpus)), size - 1, pattern=pattern)
        return [bytes(token) for token, _ in tokenizer.get_mergeable_ranks()]

    return work


def tokenizers_train(corpus, size, ours=None):
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    def work():
        tokenizer = Tokenizer(models.BPE())
        if ours:
            tokenizer.pre_tokenizer = Tokenizer.from_file(os.path.join(ours, "tokenizer.json")).pre_tokenizer
        else:
            tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=size, special_tokens=[END], show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
        tokenizer.train_from_iterator(documents(corpus), trainer)
        return [from_alphabet(token) for token in tokenizer.get_vocab() if token != END]

    return work


def gigatoken_encode(corpus, folder):
    import awkward
    import gigatoken
    import numpy

    def work():
        tokenizer = gigatoken.Tokenizer(os.path.join(folder, "tokenizer.json"))
        ids = tokenizer.encode_files(gigatoken.TextFileSource([corpus], separator=END))
        return numpy.asarray(awkward.flatten(ids))

    return work


def tiktoken_encode(corpus, folder):
    import numpy
    import tiktoken

    def work():
        with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
            vocabulary = json.load(file)
        end = vocabulary.pop(END)
        ranks = {from_alphabet(token): id for token, id in vocabulary.items()}
        encoding = tiktoken.Encoding("bench", pat_str=GPT2, mergeable_ranks=ranks, special_tokens={END: end})
        lists = encoding.encode_ordinary_batch(documents(corpus), num_threads=os.cpu_count())
        return numpy.concatenate([numpy.asarray(ids, "<u2") for ids in lists])

    return work


def tokenizers_encode(corpus, folder):
    import numpy
    from tokenizers import Tokenizer

    def work():
        tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        lists = tokenizer.encode_batch_fast(documents(corpus))
        return numpy.concatenate([numpy.asarray(encoding.ids, "<u2") for encoding in lists])

    return work


def compare(parts, separator, target):
    """Our parts are zstd files; peers leave the separators out."""
    import subprocess

    import numpy

    names = sorted(name for name in os.listdir(parts) if name.endswith(".u16.zst"))
    commands = (["zstd", "-dcq", os.path.join(parts, name)] for name in names)
    ours = numpy.frombuffer(b"".join(subprocess.check_output(command) for command in commands), "<u2")
    ours = ours[ours != separator]
    same = numpy.array_equal(ours, numpy.fromfile(target, "<u2"))
    print(f"{len(ours):,} ids, identical" if same else "ids DIFFER")


def main():
    task, peer, corpus, argument, target, *ours = sys.argv[1:]
    if task == "compare":
        return compare(corpus, int(argument), target)
    prepare = globals()[f"{peer}_{task}"]
    work = prepare(corpus, int(argument) if task == "train" else argument, *ours)
    start = time.perf_counter()
    result = work()
    if task == "encode":
        result.astype("<u2").tofile(target)
    seconds = time.perf_counter() - start
    if task == "train":
        with open(target, "w", encoding="ascii") as file:
            file.writelines(f"{token.hex()}\n" for token in sorted(set(result)))
    # Some peers print on their own: this is the last line.
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
