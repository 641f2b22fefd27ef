#!/usr/bin/env python3
"""Writes gpt2_goldens.json: what tiktoken makes of strings of ours, and of texts that are not in the repository.

tiktoken (pip install tiktoken) gets GPT-2's pattern and the vocabulary of gpt2_merges.txt: the 256 bytes in the
order of GPT-2's alphabet, the merges, and <|endoftext|>. Nothing is downloaded. Of texts outside the repository
(the arguments) only the number of ids and the SHA-256 of the ids as little-endian uint16 is kept.

usage: python3 Tests/TokenizationTests/Fixtures/make_gpt2_goldens.py [FILE ...]
"""
import hashlib
import json
import pathlib
import struct
import sys
import tiktoken

HERE = pathlib.Path(__file__).parent
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
EOT = "<|endoftext|>"

# Every kind of whitespace there is, and what looks like it.
SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
NOT_SPACES = "\x1c\x1d\x1e\x1f\u180e\u200b\u200c\u200d\u2060\ufeff"

STRINGS = [
    "",
    " ",
    "Hello, world!",
    "The lamplighter didn't say they'd've gone; he'll say what we're sure I'm told, and it's that you've won't.",
    "DON'T SHOUT'S 'S'T'RE'VE'LL 'll 've 're 's 't 'd 'm 'l 'v 'r ' '' '''s \u2019s x's's's",
    "'lla 'vee 'ree 'sd 'td 'md '1 ' s",
    "a b  c   d    e     f\n g\n\nh \n i\t j\t\tk \t l",
    "trailing space ",
    "trailing spaces    ",
    "   leading",
    "\n\n\n",
    " \n \n x",
    "\r\n windows\r\nlines\r\n",
    "1 22 333 4444 55555 1234567890 3.14159 1,000,000 0xFF 12th 2nd 1st",
    "\u0661\u0662\u0663 \u00bd\u00be \u2160\u2163 \u2460\u2473 \u0b72 \U0001d7d8\U0001d7ff x\u00b2 \u4e09",
    "!!! ??? ... --- === ,,, ;;; ::: $$$ ### @@@ %%% ^^^ &&& *** ((( ))) [[[ ]]] {{{ }}} <<< >>> /// \\\\\\ ||| ~~~ ```",
    "snake_case camelCase kebab-case SCREAMING_CASE path/to/file.txt user@example.com https://example.com/?a=1&b=2#c",
    "def f(x):\n    if x > 0:\n        return x ** 2  # squared\n    return -x\n",
    "\U0001F600 \U0001F602\U0001F602\U0001F602 ok\U0001F44D",
    "\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466 \U0001F3F3\ufe0f\u200d\U0001F308 \U0001F469\U0001F3FD\u200d\U0001F680 1\ufe0f\u20e3 \U0001F1E9\U0001F1EA",
    "caf\u00e9 cafe\u0301 na\u00efve nai\u0308ve \u1e9b\u0323 a\u0300\u0301\u0302\u0303\u0304b Z\u0351\u036b\u0343\u036a\u0302a\u0334l\u0335",
    "\u00c5ngstr\u00f6m \u212b \ufb01n\ufb02ow \ufb03 \u0132sselmeer \u01c5",
    "\u65e5\u672c\u8a9e\u306e\u6587\u7ae0\u3002 \u30ab\u30bf\u30ab\u30ca\u3068\u3072\u3089\u304c\u306a\u3001\u6f22\u5b57\u30fb\u3005\u3006\u30c4",
    "\u4eca\u5929\u5929\u6c14\u5f88\u597d\uff0c\u6211\u4eec\u53bb\u516c\u56ed\u5427\uff01\u3000\u5168\u89d2\u7a7a\u683c\uff11\uff12\uff13 \U00020000\U0002a6d6\U00031350",
    "\uc548\ub155\ud558\uc138\uc694 \uc138\uacc4 \u1112\u1161\u11ab\u1100\u1173\u11af",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0401\u0436\u0438\u043a \u0438 \u043c\u0435\u0434\u0432\u0435\u0436\u043e\u043d\u043e\u043a. \u0414\u043e\u0441\u0442\u043e\u043f\u0440\u0438\u043c\u0435\u0447\u0430\u0442\u0435\u043b\u044c\u043d\u043e\u0441\u0442\u0438",
    "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac \u1f00\u03c1\u03c7\u03b1\u1fd6\u03b1 \u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05b4\u05c1\u05d9\u05ea",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u0661\u0662\u0663 \u0646\u0650\u0645\u0652 \u0644\u0627\u064b\u0640\u0640",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e \u0967\u0968\u0969 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01 \u0e51\u0e52\u0e53 \u1798\u17bb",
    "nul\x00nul \x00 \x00\x00\x00 a\x01b \x7f \x80\x9f\xad",
    SPACES,
    "".join(f"a{s}b{s}{s}c {s} d" for s in SPACES),
    "".join(f"a{s}b{s}{s}c {s} d" for s in NOT_SPACES),
    " " * 1000 + "x",
    "x" + " " * 1000,
    "\n" * 257 + " y",
    "a" * 1000,
    "ab" * 700 + " " + "abc" * 300,
    "banana" * 100 + "!" * 500 + "0" * 500,
    " !" * 50 + "  !" * 50 + " a1 b2_c3'd4",
    "\ufffd \ufffd\ufffd \ufdd0 \U0010ffff \ue000\uf8ff \u0378",
    "one<|endoftext|>two <|endoftext|> three  <|endoftext|><|endoftext|>\n<|endoftext|",
    "<|endoftext|>",
    "don<|endoftext|>'t  <|endoftext|>  <|endoftext|> ",
    # Assigned in Unicode 15, 16 and 17: letters, numbers, symbols; what the version does not know is "other".
    "\U00011f04\U00011f50 \U00010d40\U00010d4a \u1c89\u1c8a \U000105c0 \u088f \U00011de0 \U00016ea0 \U0001fae9",
]


def encoding():
    order = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order += [b for b in range(256) if b not in order]
    shown = [chr(b) if i < 188 else chr(256 + i - 188) for i, b in enumerate(order)]
    byte = dict(zip(shown, order))
    ranks = {bytes([b]): i for i, b in enumerate(order)}
    for line in (HERE / "gpt2_merges.txt").read_text(encoding="utf-8").splitlines():
        ranks[bytes(byte[c] for c in line if c != " ")] = len(ranks)
    return tiktoken.Encoding("gpt2", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={EOT: len(ranks)})


def main():
    gpt2 = encoding()
    encode = lambda text: gpt2.encode(text, allowed_special="all")
    strings = [{"text": text, "ids": encode(text)} for text in STRINGS]
    files = []
    for name in sys.argv[1:]:
        ids = encode(pathlib.Path(name).read_bytes().decode())
        digest = hashlib.sha256(struct.pack(f"<{len(ids)}H", *ids)).hexdigest()
        files.append({"name": pathlib.Path(name).name, "count": len(ids), "sha256": digest})
    story = encode((HERE / "story.txt").read_bytes().decode())
    strings.append({"text": (HERE / "story.txt").read_bytes().decode(), "ids": story})
    rows = lambda entries: ",\n".join("    " + json.dumps(e) for e in entries)
    text = '{\n  "strings": [\n' + rows(strings) + '\n  ],\n  "files": [\n' + rows(files) + "\n  ]\n}\n"
    (HERE / "gpt2_goldens.json").write_text(text)
    print(f"gpt2_goldens.json: {len(strings)} strings, {len(files)} files")


main()
