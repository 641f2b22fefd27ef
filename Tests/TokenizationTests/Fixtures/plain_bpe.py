"""Byte-pair encoding as slow and plain as its definition, for the scripts beside it that write the goldens.

It shares nothing with the Swift code: pretokens come from the `regex` package, pairs are counted anew for every
merge, ties go to the greater pair of byte strings. Its rules are those of CS336, whose own reference merges it gives
(make_merges.py --check).
"""
import collections
import pathlib
import regex

HERE = pathlib.Path(__file__).parent
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""

# One is the beginning of another, and one stands twice in another: the longest that fits is taken.
SPECIALS = [b"<|endoftext|>", b"<|end|>", b"<|endoftext|><|endoftext|>"]

# GPT-2's way of showing bytes as printable characters, and the bytes in the order of its ids.
ORDER = [*range(33, 127), *range(161, 173), *range(174, 256)]
ORDER += [byte for byte in range(256) if byte not in ORDER]
SHOWN = {byte: chr(byte) if i < 188 else chr(256 + i - 188) for i, byte in enumerate(ORDER)}
BYTE = {character: byte for byte, character in SHOWN.items()}


def show(token):
    return "".join(SHOWN[byte] for byte in token)


def read_merges(path):
    """Pairs of byte strings from a file like merges.txt, with or without its first line."""
    lines = path.read_bytes().decode().split("\n")
    pairs = [line.split(" ") for line in lines if line and not line.startswith("#version")]
    return [tuple(bytes(BYTE[character] for character in part) for part in pair) for pair in pairs]


def write_merges(path, merges):
    path.write_bytes("".join(f"{show(left)} {show(right)}\n" for left, right in merges).encode())


def pieces(text, specials=SPECIALS):
    """The text cut at special tokens: at the first place where one fits, the longest. They are every second piece."""
    longest_first = sorted(specials, key=len, reverse=True)
    return regex.split(b"(" + b"|".join(map(regex.escape, longest_first)) + b")", text)


def pretokens(text):
    """GPT-2's pretokens of a text without special tokens. A byte that is no UTF-8 is neither letter, number nor space."""
    return [found.encode(errors="surrogateescape")
            for found in regex.findall(PATTERN, text.decode(errors="surrogateescape"))]


def merged(word, pair):
    out, i = [], 0
    while i < len(word):
        if word[i : i + 2] == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


def train(text, count, specials=SPECIALS):
    """The merges of a text, and how often the last of them occurred."""
    words = collections.Counter()
    for document in pieces(text, specials)[::2]:
        for pretoken in pretokens(document):
            words[tuple(bytes([byte]) for byte in pretoken)] += 1
    merges = []
    for _ in range(count):
        pairs = collections.Counter()
        for word, occurrences in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += occurrences
        pair = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(pair)
        joined = collections.Counter()
        for word, occurrences in words.items():
            joined[merged(word, pair)] += occurrences
        words = joined
    return merges, pairs[pair]
