"""How the names of groups are compared, and which words around a name say that it names no group."""

from __future__ import annotations

from functools import lru_cache

import regex

from myelomine.mentions import Label, Mention

# "arms A" is named once for two arms: each of them is "arm A"
_PLURAL = r"(arm|group|cohort)s(?= \w{1,3}$)"
_PLURAL_INSIDE, _PLURAL_FIRST = regex.compile(rf"\b{_PLURAL}"), regex.compile(rf"^{_PLURAL}")
_DASHES = regex.compile(r"[-–—‐‑/\s]+")
# one arm before and behind its name: "continuous Rd", "Rd continuously"
_CONTINUOUS = regex.compile(r"^continuous\s(.{1,40})$|^(.{1,40})\scontinuously$")
_EDGES = regex.compile(r"^(?:the|oral)\s|\s(?:alone|only)$")
_GROUP_WORD = regex.compile(r"\s(?:groups?|arms?|cohorts?|patients?|recipients|regimens?|treated|therapy)$")

# words before a treatment that was given earlier, is only an example, or is a standard that nobody here receives
_PRIOR = regex.compile(
    r"(?i:(?:refractory|resistant|intolerant|exposed|exposure|sensitive) to"
    r"|prior|previous(?:ly)?|pretreated with|received (?:both )?(?:an? )?(?:prior|previous)"
    r"|failed|failure of|relapse(?:d)? (?:after|on)|ineligible for|including|such as"
    r"|progress(?:ed|ing|ion) (?:on|after)|history of|naive to|naïve to"
    r"|standard (?:of care|treatment|therapy)|approved|(?:dose )?reductions? (?:of|in)"
    r"|not (?:have )?(?:previously )?receive[d]?)\s"
    r"(?:(?:the|a|an|both|therapy|treatment|with|one or more|at least one|and/or"
    r"|(?!(?:were|was|are|is|received|receive|underwent)\b)\w+) ){0,4}$"
)
# a list of what patients had before: "previous agents were A (n = 9), B (n = 6) or C"
_PRIOR_LIST = regex.compile(
    r"(?i)\b(?:prior|previous|earlier|preceding)\s(?:[\p{L}\d-]+\s){0,3}?(?:agents?|drugs?|therap(?:y|ies)"
    r"|treatments?|regimens?|exposures?|lines(?: of \w+)?)\s(?:\w+\s)?(?:were|was|had been|included|comprised"
    r"|consisted of)\s(?:(?!\b(?:receiv\w+|gave|given|random\w+|assigned|treated|switched|followed|compared"
    r"|stopped|allowed)\b)[^.;]){0,160}$"
)
# what a title says of earlier treatment: "B in patients with relapse after A", "B following failure of A"
_TITLED_PRIOR = regex.compile(
    r"(?i)\b(?:after|following|beyond|post|previously (?:treated|exposed|given)(?: with| to)?|(?:refractory"
    r"|resistant|exposed|intolerant)"
    r" (?:to|of)|fail(?:ure|ed|ing)(?: of| on| with)?|progress(?:ed|ing|ion) (?:on|after)|relaps(?:ed|ing|e) (?:on"
    r"|after|from)"
    r"|who received|na[iï]ve to)\s(?:(?:prior|previous|treatment|therapy|with|failure|of|to|both|the|single|exposure"
    r"|first-line"
    r"|front-?line|induction|initial)\s){0,5}(?:[\p{L}-]+(?:,| and| or|/)\s?(?:and |or )?){0,3}$"
)
_FAILED_AFTER = regex.compile(r"(?i)[-\s](?:failures?|exposure|resistance|refractoriness)\b")
_AFTER_PRIOR = regex.compile(
    r"[-\s](?i:refractory|naive|naïve|exposed|sensitive|resistant|intolerant|pretreated|based|containing)"
)
_ADDED = regex.compile(
    r"(?i)(?:\b(?:plus|combined with|added to|addition of|adding|in combination with|with or without|without"
    r"|(?<![nN]\s?=\s?\d{1,4}\s?[\])],?\s)and)|\+)"
    r"\s(?:\w+\s)?$"
)
_ADDED_AFTER = regex.compile(
    r"(?i)(?:\s\d[^;,.]{0,30})?\s(?:(?:was|were|being|could be|may be)\s)?(?:then\s"
    r"|later\s)?added\s(?:only\s)?(?:in|if|for|when"
    r"|after|at)\b"
)
_TAIL = regex.compile(
    r"(?:[-–](?:ASCT|SCT|HSCT|HDM)"
    r"|\s(?:continuous(?:ly)?|for\s\d{1,2}\s(?:cycles|weeks|months)|fixed[- ]duration|until progression|SC|IV"
    r"|subcutaneous|intravenous"
    r"|(?:plus|with|followed by)\s(?:ASCT|HDM-ASCT|autologous (?:stem[- ]cell )?transplant\w*)"
    r"|\d+(?:[.·]\d+)?\s?mg(?:/m2|/m²|/kg)?(?=\s(?:groups?|arms?|cohorts?)\b)))(?!\w)"
)
_CYCLES_OF = r"(?:\d{1,2}|two|three|four|six|eight|nine|ten|twelve|eighteen) (?:cycles|courses|months|weeks|years) of"
_HEAD = regex.compile(rf"(?i:\b(?:continuous|fixed[- ]duration|prolonged|extended|{_CYCLES_OF})\s)$")
_COUNTED = regex.compile(rf"(?i){_CYCLES_OF}\s")
_LEVEL = regex.compile(r"(?i)dose[- ]level")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A name for comparing: lower case, dashes and spaces folded, group words dropped.

    >>> normal("The Ide-cel group"), normal("Low Dose Refractory groups")
    ('ide cel', 'low dose refractory')
    """
    body = _DASHES.sub(" ", text.lower())
    body = _PLURAL_INSIDE.sub(r"\1", body.strip())
    body = _EDGES.sub("", body.strip())
    body = _CONTINUOUS.sub(r"\1\2 continuous", body)
    return _GROUP_WORD.sub("", body).strip()


_DOSES = regex.compile(
    r"\s?[\[(][^()\[\]]{0,80}\d[^()\[\]]{0,80}[\])]"
    r"|\s(?:at\s)?\d[\d.,·–-]{0,8}\s?(?:mg|g|µg|μg|mcg|MU|IU)\b(?:/(?:m2|m²|kg|day|d|wk|week))*(?:\sper\s\w+)?"
    r"|\s(?:on\s)?days?\s\d[\d–-]*(?:(?:,\s?|,?\s(?:and|to|through)\s)\d[\d–-]*)*(?:\s(?:of|every)\s(?:a\s|each\s"
    r"|every\s)?\S+\s?(?:days?|cycles?)?)?"
)


def plain_name(text: str) -> str:
    """A treatment without its doses and days, "A added to B" without its words.

    >>> plain_name("lenalidomide 25 mg on days 1-21 and dexamethasone (40 mg weekly)")
    'lenalidomide and dexamethasone'
    """
    return regex.sub(r"(?<=\w)\s(?:added\s)?to\s(?=\p{Ll})", " plus ", _DOSES.sub("", text)).strip(" ,")


def uncounted(text: str) -> str:
    """A treatment without the number of its cycles: "four cycles of VTD"."""
    return _COUNTED.sub("", text)


def group_label(mention: Mention) -> str:
    """The label that a mention gives a group, in the singular; empty where it gives none."""
    return _PLURAL_FIRST.sub(r"\1", mention.value.text("label"))


def tail(after: str) -> str:
    """The words right behind a regimen's name that tell it from another arm of the same regimen, or an empty text."""
    hit = _TAIL.match(after)
    return hit.group() if hit else ""


def full_span(text: str, mention: Mention) -> tuple[int, int]:
    """Where a treatment's name stands with the words on either side that tell its arm from another."""
    hit = _HEAD.search(text, max(0, mention.start - 22), mention.start)
    start = hit.start() if hit and mention.label is Label.REGIMEN else mention.start
    return start, mention.end + len(tail(text[mention.end :]))


def full_name(text: str, mention: Mention) -> str:
    """A treatment as the text names it, with the words on either side that tell its arm from another."""
    return text[slice(*full_span(text, mention))]


def is_background(text: str, mention: Mention, reach: int) -> bool:
    """Whether a treatment was given earlier or is an example, by `reach` characters before it and a word behind."""
    before = text[max(0, mention.start - reach) : mention.start]
    ahead = _PRIOR.search(before) or lists_earlier(text, mention.start)
    return bool(ahead or _AFTER_PRIOR.match(text[mention.end :]))


def lists_earlier(text: str, end: int) -> bool:
    """Whether a text up to an offset lists what patients had before: "previous agents were A (n = 9), B"."""
    return _PRIOR_LIST.search(text, 0, end) is not None


def is_titled_background(text: str, mention: Mention) -> bool:
    """Whether a title tells of a treatment that was given earlier: "B after failure of A"."""
    before = text[: mention.start]
    return bool(_TITLED_PRIOR.search(before) or _FAILED_AFTER.match(text, mention.end))


def is_added(text: str, mention: Mention) -> bool:
    """Whether a drug is only added to another treatment: "plus dexamethasone", "dexamethasone was added if …"."""
    ahead = _ADDED.search(text[max(0, mention.start - 30) : mention.start])
    return bool(ahead or _ADDED_AFTER.match(text, mention.end))


#: The word of a trial that gives its patients to arms.
ASSIGNS = regex.compile(r"(?i)\brandom|\bassign|\ballocat")
#: What arms are called by the number of their drugs.
NUMBERED = {
    2: ("doublet", "doublet regimen", "doublet therapy", "two drug", "two drugs"),
    3: ("triplet", "triplet regimen", "triplet therapy", "three drug", "three drugs"),
    4: ("quadruplet", "quadruplet regimen", "quadruplet therapy", "four drug", "four drugs"),
    5: ("five drug", "five drugs"),
}


def number_of_drugs(text: str) -> int:
    """How many drugs a word for an arm speaks of, 0 where it speaks of none.

    >>> number_of_drugs("Triplets"), number_of_drugs("two-drug"), number_of_drugs("single agent")
    (3, 2, 0)
    """
    name = normal(text).removesuffix("s")
    return next((count for count, names in NUMBERED.items() if name in names), 0)


def is_dose_level(mention: Mention) -> bool:
    """Whether a group is a step of dose finding rather than an arm: "dose level 2"."""
    return bool(_LEVEL.match(mention.text))


def is_idle(mention: Mention) -> bool:
    """Whether a name stands for observation or no maintenance."""
    return (
        mention.value.text("role") == "comparator"
        and mention.name != "placebo"
        and "placebo" not in mention.text.lower()
    )
