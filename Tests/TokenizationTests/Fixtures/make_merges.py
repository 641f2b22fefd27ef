#!/usr/bin/env python3
"""Writes story_merges.txt, tales_merges.txt, tongues_merges.txt and odd_merges.txt: what the plain trainer of
plain_bpe.py (pip install regex) learns from the texts beside them, in the form of merges.txt.

tales.txt is 60 kB of tell-stories with seed 7; tongues.txt is of many languages, signs and programming languages;
odd.bin comes from make_odd.py.

usage: python3 Tests/TokenizationTests/Fixtures/make_merges.py
       python3 Tests/TokenizationTests/Fixtures/make_merges.py --check TEXT MERGES

The second form trains on another text, with <|endoftext|> as its only special token, and compares: CS336's own
tests/fixtures/corpus.en and train-bpe-reference-merges.txt, which are not ours to give away, agree.
"""
import pathlib
import sys
from plain_bpe import HERE, read_merges, train, write_merges


def main():
    if sys.argv[1:2] == ["--check"]:
        text, theirs = pathlib.Path(sys.argv[2]).read_bytes(), read_merges(pathlib.Path(sys.argv[3]))
        ours, _ = train(text, len(theirs), [b"<|endoftext|>"])
        equal = sum(a == b for a, b in zip(ours, theirs))
        print(f"{equal} of {len(theirs)} merges agree")
        sys.exit(equal != len(theirs))
    for name, count in [("story.txt", 400), ("tales.txt", 1000), ("tongues.txt", 700), ("odd.bin", 500)]:
        merges, occurrences = train((HERE / name).read_bytes(), count)
        path = HERE / f"{name.split('.')[0]}_merges.txt"
        write_merges(path, merges)
        print(f"{path.name}: {count} merges, the last of {occurrences} occurrences")


main()
