"""Characters as they should be read: ligatures opened, odd spaces made plain, symbol fonts mapped to Unicode."""

from __future__ import annotations

import unicodedata

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPACES = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_NOTHING = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\x00\x02\ufffe", "")
# signs that several producers use for one meaning
_ALIKE = {
    "\u2010": "-",
    "\u2011": "-",
    "\u00b5": "μ",
    "\u2a7d": "≤",
    "\u2a7e": "≥",
    "\u2218": "°",
    "\u2266": "≤",
    "\u2267": "≥",
}

# Adobe's Symbol encoding, the codes that papers print; producers without a map give the code itself or U+F000 + code.
_SYMBOL_LETTERS = dict(
    zip(
        "abgdezhqiklmnxoprstufcywGDQLXPSFYW",
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)
_SYMBOL_SIGNS = {
    0xA3: "≤",
    0xA5: "∞",
    0xAE: "→",
    0xAC: "←",
    0xAD: "↑",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB5: "∝",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBA: "≡",
    0xBB: "≈",
    0xBC: "…",
    0xD2: "®",
    0xD3: "©",
    0xD4: "™",
    0xD7: "·",
    0xE2: "®",
    0xE3: "©",
    0xE4: "™",
}
_PRIVATE = {0xF000 + code: sign for code, sign in _SYMBOL_SIGNS.items()}
_PRIVATE |= {0xF000 + ord(code): letter for code, letter in _SYMBOL_LETTERS.items()}
_PRIVATE |= {0xF000 + code: chr(code) for code in range(0x20, 0x7F) if 0xF000 + code not in _PRIVATE}

# letters of mathematical alphabets say no more than plain ones; prime signs come from a private plane
_MATHEMATICAL = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x1D400, 0x1D800)}
_MATHEMATICAL[0xF8020] = "′"

_CLEAN = str.maketrans({**_LIGATURES, **_SPACES, **_NOTHING, **_ALIKE})
_CLEAN.update(_PRIVATE)
_CLEAN.update(dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), ""))
_CLEAN.update(_MATHEMATICAL)
_SYMBOL = str.maketrans(_SYMBOL_LETTERS)
_SYMBOL.update(_SYMBOL_SIGNS)

# Mathematical Pi prints signs under the codes of digits; so do the fonts that a large publisher cuts from it
PI_SIGNS = dict(zip("123456$#\x02¼þÀÆÂ,.", "+−×÷=±≥≤±=+−±×<>", strict=True))
# the same font where a producer lost its name: these letters stand alone nowhere else
_ALONE = {"¼": "=", "þ": "+", "Æ": "±", "À": "−"}

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_UNRAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+-=()n")


def clean_text(text: str) -> str:
    """The text as a reader would type it.

    >>> clean_text("eﬃcacy\\u00ad of \\uf0b3 2")
    'efficacy of ≥ 2'
    """
    if text in _ALONE:
        return _ALONE[text]
    if any("\ud800" <= c <= "\udfff" for c in text):
        # PDFium counts in UTF-16 units: the halves of a rare character find each other here
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.translate(_CLEAN)


def symbol_text(text: str) -> str:
    """Letters of a symbol font that came without a Unicode map; Greek that is already Greek stays.

    >>> symbol_text("a")
    'α'
    """
    return text if any(ord(c) > 0x2FF for c in text) else text.translate(_SYMBOL)


def raised_text(text: str) -> str:
    """Digits and signs as Unicode superscripts.

    >>> raised_text("−5")
    '⁻⁵'
    """
    return text.translate(_RAISED)


def lowered_text(text: str) -> str:
    """Unicode superscripts as plain digits and signs."""
    return text.translate(_UNRAISED)
