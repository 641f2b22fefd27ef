#!/usr/bin/env python3
"""Writes story_merges.txt: the merges of story.txt by a trainer as slow and plain as its definition.

It shares nothing with the Swift code: pretokens come from the `regex` package (pip install regex), pairs are
counted anew for every merge, ties go to the greater pair of byte strings. Both parts of a merge stand on a
line in hexadecimal.

usage: python3 Tests/TokenizationTests/Fixtures/make_story_merges.py
"""
import collections
import pathlib
import regex

HERE = pathlib.Path(__file__).parent
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
SPECIAL = "<|endoftext|>"
MERGES = 400


def merged(word, pair):
    out, i = [], 0
    while i < len(word):
        if tuple(word[i : i + 2]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


def main():
    text = (HERE / "story.txt").read_bytes().decode()
    words = collections.Counter()
    for document in text.split(SPECIAL):
        for pretoken in regex.findall(PATTERN, document):
            words[tuple(bytes([b]) for b in pretoken.encode())] += 1
    lines = []
    for _ in range(MERGES):
        pairs = collections.Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        pair = max(pairs, key=lambda p: (pairs[p], p))
        lines.append(f"{pair[0].hex()} {pair[1].hex()}")
        words = {merged(word, pair): count for word, count in words.items()}
    (HERE / "story_merges.txt").write_text("\n".join(lines) + "\n")
    print(f"story_merges.txt: {len(lines)} merges, the last of {pairs[pair]} occurrences")


main()
