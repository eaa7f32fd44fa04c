"""Write a Whisper model of a real size with random weights, for benchmarks where no real model is on the machine.

Speed and memory are right, words are not, and it never ends by itself: give the recognizer `max_tokens_per_s`. The
shapes are those of openai/whisper's `ModelDimensions`; the tokenizer is ours (bytes, made-up words, whisper's markers).
"""

import argparse
import json
import sys
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from hearback.engines.model_files import mark_complete

SHAPES = {"tiny.en": (4, 384, 6), "base.en": (6, 512, 8), "small.en": (12, 768, 12)}
"""Layers of the encoder and of the decoder, width, heads."""
TEXT_TOKENS = 50_256
LANGUAGES = 99
TIMESTAMPS = 1501
MEL_BANDS = 80
ENCODER_FRAMES = 1500
LONGEST_TEXT = 448

Floats = NDArray[np.float32]


class RandomWeights:
    """Fills a CTranslate2 Whisper specification with small random weights, the same ones for the same seed."""

    def __init__(self, layers: int, width: int, heads: int, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._width = width
        self.spec = ctranslate2.specs.WhisperSpec(layers, heads, layers, heads)
        self._fill_encoder(self.spec.encoder)
        self._fill_decoder(self.spec.decoder)

    def _floats(self, *shape: int) -> Floats:
        return self._random.standard_normal(shape, dtype=np.float32) * np.float32(0.02)

    def _fill_encoder(self, encoder: ctranslate2.specs.model_spec.LayerSpec) -> None:
        encoder.conv1.weight = self._floats(self._width, MEL_BANDS, 3)
        encoder.conv2.weight = self._floats(self._width, self._width, 3)
        for conv in (encoder.conv1, encoder.conv2):
            conv.bias = np.zeros(self._width, np.float32)
        encoder.position_encodings.encodings = self._floats(ENCODER_FRAMES, self._width)
        self._fill_norm(encoder.layer_norm)
        for layer in encoder.layer:
            self._fill_attention(layer.self_attention, (3, 1))
            self._fill_feed_forward(layer.ffn)

    def _fill_decoder(self, decoder: ctranslate2.specs.model_spec.LayerSpec) -> None:
        vocabulary = TEXT_TOKENS + len(markers()) + TIMESTAMPS
        decoder.embeddings.weight = self._floats(vocabulary, self._width)
        decoder.projection.weight = decoder.embeddings.weight
        decoder.position_encodings.encodings = self._floats(LONGEST_TEXT, self._width)
        self._fill_norm(decoder.layer_norm)
        for layer in decoder.layer:
            self._fill_attention(layer.self_attention, (3, 1))
            self._fill_attention(layer.attention, (1, 2, 1))
            self._fill_feed_forward(layer.ffn)

    def _fill_norm(self, norm: ctranslate2.specs.common_spec.LayerNormSpec) -> None:
        norm.gamma = np.ones(self._width, np.float32)
        norm.beta = np.zeros(self._width, np.float32)

    def _fill_linear(self, linear: ctranslate2.specs.common_spec.LinearSpec, out: int, into: int) -> None:
        linear.weight = self._floats(out, into)
        linear.bias = np.zeros(out, np.float32)

    def _fill_attention(self, attention: ctranslate2.specs.model_spec.LayerSpec, parts: tuple[int, ...]) -> None:
        """Fill the joined projections; `parts` says how many of query, key, value and output each one joins."""
        self._fill_norm(attention.layer_norm)
        for linear, joined in zip(attention.linear, parts, strict=True):
            self._fill_linear(linear, joined * self._width, self._width)

    def _fill_feed_forward(self, ffn: ctranslate2.specs.model_spec.LayerSpec) -> None:
        self._fill_norm(ffn.layer_norm)
        self._fill_linear(ffn.linear_0, 4 * self._width, self._width)
        self._fill_linear(ffn.linear_1, self._width, 4 * self._width)


def markers() -> list[str]:
    """Return whisper's special tokens in the order of their numbers; the timestamps follow them."""
    names = ["endoftext", "startoftranscript", "en", *(f"language{i}" for i in range(1, LANGUAGES))]
    names += ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    return [f"<|{name}|>" for name in names]


def tokenizer() -> Tokenizer:
    """Return a tokenizer that reads any text as bytes and writes each other number as a made-up word."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = {f"Ġ{made_up(number)}": number for number in range(len(alphabet), TEXT_TOKENS)}
    made = Tokenizer(models.BPE({letter: number for number, letter in enumerate(alphabet)} | words, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True) for name in markers()])
    return made


def made_up(number: int) -> str:
    """Return a pronounceable word for the number, a different one for each."""
    syllables = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
    word = ""
    while number:
        number, rest = divmod(number, len(syllables))
        word += syllables[rest]
    return word


def write_model(out: Path, size: str, seed: int = 0) -> None:
    """Write the model of that size, int8, to the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    spec = RandomWeights(*SHAPES[size], seed).spec
    tokens = tokenizer()
    names = [tokens.id_to_token(number) for number in range(tokens.get_vocab_size())]
    spec.register_vocabulary([*names, *(f"<|{i * 0.02:.2f}|>" for i in range(TIMESTAMPS))])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokens.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = [tokens.token_to_id("<|en|>")]
    spec.config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(out))
    tokens.save(str(out / "tokenizer.json"))
    preprocessor = {
        "feature_size": MEL_BANDS,
        "sampling_rate": 16_000,
        "hop_length": 160,
        "chunk_length": 30,
        "n_fft": 400,
    }
    (out / "preprocessor_config.json").write_text(json.dumps(preprocessor), "utf-8")
    mark_complete(out)


def main() -> int:
    """Read the command line and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--size", choices=SHAPES, default="base.en")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    write_model(args.out, args.size, args.seed)
    print(args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
