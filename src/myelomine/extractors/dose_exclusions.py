"""Amounts that are no dose of the study's treatment: concentrations, totals, maxima, adjustments, support."""

from __future__ import annotations

import regex

from myelomine.extractors.dose_amounts import amount_of
from myelomine.extractors.linking.scene import Scene
from myelomine.mentions import Label, Mention

_CONCENTRATION = regex.compile(r"/\s?(?:d?L|mL|ml|dl|l|mmol)\b|^(?:g|U|units|grams?)$")
_NO_SINGLE_DOSE_BEFORE = regex.compile(
    r"(?i)(?:\b(?:total(?: dose)?(?: of)?|cumulative (?:dose )?(?:of )?|per cycle|creatinine|bilirubin|"
    r"ha?emoglobin|protein|platelets?|"
    r"max(?:\.|imum|imal)?(?:(?: total| daily| single| absolute)? dose)?(?: of| was|, was)?|"
    r"not (?:to )?exceed(?:ing)?|capped at|limited to|no more than|beyond))\s?[(:,=]?\s?$"
)
_MAXIMUM_AFTER = regex.compile(r"(?i)\s?[,(]?\s?(?:maximum|max\.?|total)(?:\)|\s(?:dose|total)|[,;.]|$)")
_PER_CYCLE_AFTER = regex.compile(r"\s?(?:per|/|each|in each)\s?(?:cycle|course)\b")
_NOBODY_BEFORE = regex.compile(
    r"(?i)\b(?:no patients?|none|nobody)(?: of the patients)? (?:ever )?(?:received|reached|tolerated|took|"
    r"was given)(?: the)? $"
)
_LABORATORY = regex.compile(r"(?i)\b(?:mice|mouse|murine|in vitro|xenografts?|cell lines?|knockout)\b")
_ADVICE = regex.compile(
    r"(?i)\bwe (?:recommend|suggest|advise|propose)\b|\b(?:may|can|could|should) be (?:considered|recommended|"
    r"reserved)\b|"
    r"\b(?:is|are) (?:recommended|advised|suggested|preferred|(?:currently |now |already )?(?:approved|licen[sc]ed"
    r"|labell?ed|registered|marketed)(?! (?:at|with|in|as) (?:www|[Cc]linical|NCT)))\b"
)
_INCREMENT_BEFORE = regex.compile(
    r"(?i)\b(?:(?:increas|escalat|rais|reduc|decreas|lower)\w* by|(?:increments?|steps|decrements?) of)\s$"
)
_OBSERVED_RANGE = regex.compile(r"(?i)\bmedian\b[^.;]{0,80}[(,]\s?(?:range|interquartile range|IQR)[,:]?\s?$")
_SUPPORT_BEFORE = regex.compile(r"(?i)\b(?:pre-?medicat\w+|prophyla\w+|lymphodeplet\w+)\b[^;.]{0,80}$")
_SUPPORT_AFTER = regex.compile(
    r"(?i)[^;.,\d]{0,40}?\b(?:as (?:a )?(?:pre-?medication|prophylaxis)|for prophylaxis|before each (?:dose|"
    r"infusion|injection)|prior to each (?:dose|infusion))\b"
)
_CHANGE_BEFORE = regex.compile(r"(?i)\b(?:reduc|decreas|lower|modif|adjust)\w*\s(?:[\w-]+\s){0,4}(?:to|by)\s$")
_CHANGE_REASON = regex.compile(
    r"(?i)\b(?:toxicit|adverse|neutrop|thrombocytop|cytop|neuropath|renal|creatinine|intolera|not tolerate|"
    r"poorly tolerated|side[- ]effects?|if (?:needed|necessary|required)|as needed|(?:were|was) (?:needed|"
    r"necessary|required))"
)
_POSSIBLE_BEFORE = regex.compile(
    r"(?i)\b(?:could|may|might|can|was allowed to|were allowed to) be (?:increased|escalated|reduced|decreased|"
    r"lowered|raised) (?:up )?to $"
)
_TRANSPLANT = regex.compile(r"(?i)\b(?:autologous|transplant\w*|ASCT|SCT|conditioning|stem[- ]cells?)\b")


def doses_of(scene: Scene) -> list[Mention]:
    """The amounts of a sentence that are doses given to patients, in reading order."""
    if _LABORATORY.search(scene.text) or _ADVICE.search(scene.text):
        return []
    return [d for d in scene.sentence.of(Label.DOSE) if _is_dose(scene.text, d)]


def _is_dose(text: str, dose: Mention) -> bool:
    """Whether an amount is a single dose that a patient received: no concentration, total, maximum or adjustment."""
    before, after = text[max(0, dose.start - 100) : dose.start], text[dose.end :]
    if (
        (_CONCENTRATION.search(dose.value.text("unit")) and not dose.value.text("exponent"))
        or _NO_SINGLE_DOSE_BEFORE.search(before)
        or _PER_CYCLE_AFTER.match(after)
    ):
        return False
    if (
        _MAXIMUM_AFTER.match(after)
        or _NOBODY_BEFORE.search(before)
        or _SUPPORT_BEFORE.search(before)
        or _SUPPORT_AFTER.match(after)
    ):
        return False
    if any(cue.search(before) for cue in (_POSSIBLE_BEFORE, _INCREMENT_BEFORE, _OBSERVED_RANGE)):
        return False
    return not (_CHANGE_BEFORE.search(before) and _CHANGE_REASON.search(regex.split(r"[;.]\s", after)[0]))


def is_conditioning(scene: Scene, drug: Mention, dose: Mention) -> bool:
    """Melphalan of 100 mg/m2 and more beside a transplant, unless the study's arms are melphalan themselves."""
    amount = amount_of(dose, "amount", "exponent")
    compared = any(a.regimen == "melphalan" for a in scene.register.compared)
    if drug.name != "melphalan" or amount is None or amount < 100 or compared:
        return False
    return drug.value.text("role") == "conditioning" or bool(_TRANSPLANT.search(scene.text))
