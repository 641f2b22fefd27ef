#!/usr/bin/env python3
"""Writes ids.json: what tiktoken makes of strings and texts of ours, with GPT-2's vocabulary and with vocabularies
learnt from tales.txt and tongues.txt (make_merges.py).

tiktoken gets GPT-2's pattern and the merges as ranks; nothing is downloaded. It takes only strings: of a text that is
no UTF-8 it merges the pretokens, which the `regex` package finds. Where special tokens overlap it takes any of them:
the text is cut before. Hugging Face's tokenizers must give the same ids, and so must their reading of tokenizer.json,
whose digest is kept: a file of that digest is one that they have read so.

Of texts, the number of ids and the SHA-256 of the ids as little-endian uint16 are kept.

    pip install regex tiktoken tokenizers
    bpe-train --input Tests/TokenizationTests/Fixtures/tongues.txt --vocab-size 959 --output TOKENIZER \
      --special-token '<|endoftext|>' --special-token '<|end|>' --special-token '<|endoftext|><|endoftext|>'

usage: python3 Tests/TokenizationTests/Fixtures/make_ids.py TOKENIZER
"""
import hashlib
import json
import pathlib
import struct
import sys
import tiktoken
from plain_bpe import HERE, ORDER, PATTERN, SPECIALS, pieces, pretokens, read_merges, show
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

TEXTS = ["story.txt", "tales.txt", "tongues.txt", "odd.bin"]

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



class Vocabulary:
    """Tokens by id, in the order of GPT-2 (bytes, merges, special tokens) or of CS336 (special tokens, bytes, merges)."""

    def __init__(self, merges, specials, like_gpt2):
        byte_order = ORDER if like_gpt2 else range(256)
        plain = [bytes([byte]) for byte in byte_order] + [left + right for left, right in merges]
        tokens = plain + specials if like_gpt2 else specials + plain
        self.ids = {token: i for i, token in enumerate(tokens)}
        self.specials = specials
        ranks = {token: self.ids[token] for token in plain}
        self.tiktoken = tiktoken.Encoding("ours", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
        shown = {special.decode() if special in specials else show(special): i for special, i in self.ids.items()}
        self.tokenizers = Tokenizer(models.BPE(shown, [(show(left), show(right)) for left, right in merges]))
        self.tokenizers.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self.tokenizers.add_special_tokens([AddedToken(s.decode(), normalized=False) for s in specials])

    def encode(self, text):
        ids = []
        for number, piece in enumerate(pieces(text, self.specials)):
            if number % 2 == 1:
                ids.append(self.ids[piece])
                continue
            by_pretoken = [i for pretoken in pretokens(piece) for i in self.tiktoken._encode_single_piece(pretoken)]
            try:
                assert by_pretoken == self.tiktoken.encode_ordinary(piece.decode()), piece
            except UnicodeDecodeError:
                pass
            ids += by_pretoken
        return ids

    def agrees(self, text, tokenizer):
        """Whether a tokenizer of Hugging Face's gives these ids; true for what is no UTF-8, which it does not take."""
        try:
            return tokenizer.encode(text.decode()).ids == self.encode(text)
        except UnicodeDecodeError:
            return True


def main():
    file = pathlib.Path(sys.argv[1]) / "tokenizer.json"
    gpt2_merges = read_merges(HERE / "gpt2_merges.txt")
    vocabularies = {"gpt2": Vocabulary(gpt2_merges, SPECIALS, like_gpt2=True)}
    for name in ["tales", "tongues"]:
        vocabularies[name] = Vocabulary(read_merges(HERE / f"{name}_merges.txt"), SPECIALS, like_gpt2=False)
    readers = [(vocabulary, vocabulary.tokenizers) for vocabulary in vocabularies.values()]
    readers.append((vocabularies["tongues"], Tokenizer.from_file(str(file))))

    texts = {name: (HERE / name).read_bytes() for name in TEXTS}
    disagreements = [text[:60] for text in [*texts.values(), *(string.encode() for string in STRINGS)]
                     for vocabulary, tokenizer in readers if not vocabulary.agrees(text, tokenizer)]
    if disagreements:
        sys.exit(f"make_ids.py: Hugging Face's tokenizers disagree about {disagreements}")

    rows = []
    for vocabulary_name, vocabulary in vocabularies.items():
        for name, text in texts.items():
            ids = vocabulary.encode(text)
            digest = hashlib.sha256(struct.pack(f"<{len(ids)}H", *ids)).hexdigest()
            rows.append({"vocabulary": vocabulary_name, "text": name, "count": len(ids), "sha256": digest})
    strings = [{"text": text, "gpt2": vocabularies["gpt2"].encode(text.encode()),
                "tongues": vocabularies["tongues"].encode(text.encode())} for text in STRINGS]
    lines = lambda entries: ",\n".join("    " + json.dumps(entry) for entry in entries)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (HERE / "ids.json").write_text(
        f'{{\n  "tokenizer_json": "{digest}",\n'
        f'  "texts": [\n{lines(rows)}\n  ],\n  "strings": [\n{lines(strings)}\n  ]\n}}\n')
    print(f"ids.json: {len(rows)} texts, {len(strings)} strings")


main()
