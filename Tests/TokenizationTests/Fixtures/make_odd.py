#!/usr/bin/env python3
"""Writes odd.bin: 16 kB of what texts seldom hold. Special tokens whole, cut and overlapping; every kind of white
space; characters of every class; and bytes that are no UTF-8: stray, overlong, beyond Unicode, cut short, surrogates.

usage: python3 Tests/TokenizationTests/Fixtures/make_odd.py
"""
import pathlib
import random
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2003\u2009\u2028\u2029\u202f\u205f\u3000"
WORDS = "bell bells a the ring RING don't we'll they've I'm it's 'd x' '' 41 1234567 a1b2 x_y -- ... !? => \u65e5\u672c \u0416\u0443\u043a \u00e9t\u00e9 \u0661\u0662".split(" ")
SPECIALS = ["<|endoftext|>", "<|end|>", "<|endoftext|><|endoftext|>", "<|endoftext|", "<|end", "<|", "|>", "<|endof<|end|>"]
NO_UTF8 = [b"\x80", b"\xbf\xbf", b"\xc3", b"\xe6\x97", b"\xf0\x9f\x98", b"\xc0\xa0", b"\xe0\x80\xa0", b"\xed\xa0\x80",
           b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe\xff", b"\xff", b"\xe6\x97\xe6\x97\xa5", b"\xf0\x9f\xc3\xa9"]


def classes():
    """Characters by class, those alone whose class has not changed since Unicode 3.2: libraries agree on them."""
    found = {}
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        kind = unicodedata.category(character)
        if kind not in ("Cs", "Cn") and kind == unicodedata.ucd_3_2_0.category(character):
            found.setdefault(kind, []).append(character)
    return [found[kind] for kind in sorted(found)]


def main():
    draw = random.Random(41)
    kinds = classes()
    text = bytearray()
    while len(text) < 16_000:
        fragment = draw.choice([
            lambda: draw.choice(WORDS).encode(),
            lambda: b" " + draw.choice(WORDS).encode(),
            lambda: "".join(draw.choice(SPACES) for _ in range(draw.randrange(1, 4))).encode(),
            lambda: "".join(draw.choice(draw.choice(kinds)) for _ in range(draw.randrange(1, 4))).encode(),
            lambda: draw.choice(SPECIALS).encode(),
            lambda: draw.choice(NO_UTF8),
            lambda: bytes(draw.randrange(256) for _ in range(draw.randrange(1, 4))),
        ])
        text += fragment() * draw.choice([1, 1, 1, 1, 2, 3])
    (HERE / "odd.bin").write_bytes(text)
    print(f"odd.bin: {len(text)} bytes, {len(kinds)} classes of characters")


main()
