"""Which study a scope is about and which disease it treats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.codes import abbreviates
from myelomine.document import BlockKind, Section
from myelomine.extractors.citations import is_cited
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention

# words between a comparison and the trial that results are compared with: "similar to those of the phase 3 X trial"
_FILLING = (
    r"(?:(?:the|those|that|this|these|results?|data|outcomes?|patients|rates?|of|in|on|from|with|to|by|for|and|our"
    r"|reported|observed"
    r"|seen|published|obtained|described|arms?|control|groups?|cohorts?|studied|treated|enrolled|included|findings"
    r"|phase|[1-4]|I{1,3}|pivotal|randomi[sz]ed|large|trials?|stud(?:y"
    r"|ies)|other|recent|previous|such|as|UK|US|international|Nordic|European|multicent(?:er|re))[\s,-]){0,9}"
)
# what says of a trial that results are compared with it, or that it was told of before: "as in the earlier X trial"
_ANOTHERS = regex.compile(
    rf"(?i)\b(?:(?:compar(?:ed|able|ing|es?|isons?) (?:\w+ly )?(?:with|to)|similar to|resembl\w+|consistent with"
    rf"|in (?:line|agreement"
    rf"|keeping) with|unlike|versus|than|previously (?:reported|shown|described|published)|reported(?: (?:by|in|from"
    rf"|for))?)\s{_FILLING}"
    r"|(?:contemporaneous|previous|earlier|prior|other|historical|recent|pivotal|landmark|published|like"
    r"|seen in|observed in)\s(?:\S+\s){0,5})$"
)
# "results of the X trial" are another's where the paper does not say that it presents them
_TOLD_OF = regex.compile(rf"(?i)\b(?:results?|findings) (?:of|from)\s{_FILLING}$")
# "we report the results of the X trial"
_PRESENTED = regex.compile(
    r"(?i)\b(?:we|here|herein|this (?:article|paper|report|analysis|study|publication)|the present (?:analysis|report"
    r"|study|paper)|(?:final|primary|updated?|interim|long[- ]term|extended|mature) (?:\w+[- ]){0,3}(?:results"
    r"|analys[ei]s|report"
    r"|follow-up|data|outcomes?))\b"
)
# "was evaluated in a phase 2 trial (X)", "this multicentre study (X)": a name that the paper gives its own study
_INTRODUCED = regex.compile(
    r"(?i)\b(?:(?P<ours>this|our|the present|the current)|an?|one)\s(?:(?!previous|earlier|prior|recent|pivotal"
    r"|separate|another|other|similar|trials?\b|stud(?:y|ies)\b)[\w/-]+,?\s){0,9}(?:trial|study)\s?[(\[,]\s?(?:the\s)?$"
)
# what tells that the study of a sentence is the paper's own
_CONDUCTED = regex.compile(
    r"(?i)\b(?:we|(?:was|were|is|are|has been|have been)\s(?:\w+ly\s|also\s|then\s|therefore\s)?(?:evaluated|assessed"
    r"|investigated|studied|tested|examined|explored|compared|conducted|performed|carried out|undertaken|enroll?ed"
    r"|treated|designed|initiated))\b"
)
# "As the X trial did not include …": what another study left open
_LEFT_OPEN = regex.compile(
    r"(?i)(?:\s(?:trial|study))?\s(?:(?:did|does|has|had) not|excluded"
    r"|(?:included|enroll?ed|recruited) (?:no|few|only))\b"
)
_GIVING_REASONS = regex.compile(
    r"(?i)\b(?:as|because|since|although|while|whereas|given that)\s(?:the\s)?(?:\w+\s){0,3}$"
)
# an abbreviation in a bracket that is no trial: "enhancer of zeste homolog 2 (EZH2)"
_GENE = regex.compile(
    r"(?i)\b(?:genes?|homolog|receptor|protein|antigen|kinase|mutation|factor|ligase|score|index|scale)\b[^.;]{0,40}$"
)
# "given as in the X trial": a schedule that is borrowed
_MODEL = regex.compile(
    r"(?i)(?:\s(?:trial|study))?[-\s](?:schedule|regimen|dosing|scheme|criteria|like|based|protocol)\b"
)
# a name with its registry number is the paper's own
_REGISTERED = regex.compile(
    r"(?:\s(?:study|trial))?[,;:]?\s?[\[(]?(?:registered (?:at|with|as|in) )?(?:ClinicalTrials\.gov|NCT ?\d|EudraCT"
    r"|ISRCTN|UMIN"
    r"|ChiCTR|ACTRN|CTRI|jRCT|DRKS)"
)
# "This trial is registered with …", "Trial registration: …"
_REGISTERING = regex.compile(
    r"(?i)\bregist(?:ered|ration|ry)\b|\bClinicalTrials\.gov\b|\b(?:trial|study|reference) (?:number|identifier)\b"
)
_WORDS = regex.compile(r"[\p{L}\d]+")
_LONG = 250
# a text of so many long paragraphs is more than an abstract
_PARAGRAPHS = 4
_SALUTATION = regex.compile(r"(?i)(?:to the editors?|dear (?:editors?|sirs?)|sirs?)\s?[,:.—–-]")
_REGISTRY = regex.compile(
    r"(?:NCT|EudraCT|EU ?CT|IS(?:RC|CR)TN|UMIN|ChiCTR|ACTRN|CTRI|JapicCTI|jRCT|DRKS|NTR|IRCT|KCT|TCTR|PACTR)"
    r"(?=[- /A-Z,.]{0,16}\d)",
    regex.I,
)
_SURNAME = regex.compile(
    r"^(?:[\d\s*]*)(?P<name>[\p{Lu}][\p{L}.’'-]*)(?:\s+[\p{Lu}][\p{L}.-]{0,12}){1,3}(?=[\s,;\d*†]|$)"
)
_LISTED_SURNAME = regex.compile(r"^(?P<name>(?:(?:van|von|de|di|la|el|al)\s)*[\p{Lu}][\p{L}’'-]+)\s\p{Lu}{1,4}\b")


@dataclass(frozen=True, slots=True)
class Identity:
    """A study as the paper names it, and its disease in the contract's words."""

    study: str = ""
    disease: str = ""


def identify(scope: Scope, sentences: Sequence[Sentence]) -> Identity:
    """The study and disease of a scope that is about one study."""
    front = _front(sentences)
    return Identity(_study(scope, sentences), _disease(front, sentences))


def _front(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Title and abstract; in a text without sections the title and its first long paragraph."""
    titled = [s for s in sentences if s.block.kind is BlockKind.TITLE]
    abstract = [
        s
        for s in sentences
        if s.block.section in (Section.ABSTRACT, Section.FRONT) and s.block.kind is not BlockKind.TITLE
    ]
    if not abstract:
        first = next(
            (s.block.id for s in sentences if s.block.kind is not BlockKind.TITLE and len(s.block.text) > _LONG), ""
        )
        abstract = [s for s in sentences if s.block.id == first]
    return [*titled, *abstract]


def _study(scope: Scope, sentences: Sequence[Sentence]) -> str:
    """The trial that title and abstract name as their own most often, else its registry id, else the first author.

    What is neither named nor numbered in front may be so where the methods tell how the study is registered.
    """
    front = _front(sentences)
    names = _own_names(front, sentences)
    trials = [n for n in names if not _REGISTRY.match(n)]
    if trials:
        return max(trials, key=lambda n: (names[n], -trials.index(n)))
    registered = _registered(front, sentences)
    trials = [n for n in registered if not _REGISTRY.match(n)]
    return next(iter((*trials, *registered, *names)), "") or _first_author(scope.authors) or scope.document


def _own_names(front: Sequence[Sentence], sentences: Sequence[Sentence]) -> Counter[str]:
    """How much speaks for each trial that the front of a paper names as its own."""
    names = Counter[str]()
    letter = _is_letter(sentences)
    for sentence in front:
        titled = sentence.block.kind is BlockKind.TITLE
        for mention in sentence.named(Label.TRIAL):
            beside = _REGISTERED.match(sentence.text[mention.end :])
            told = titled or beside or not letter or _PRESENTED.search(sentence.text)
            if told and not _is_anothers(sentence, mention):
                sure = bool(beside) or _is_introduced(sentence.text[: mention.start])
                names[mention.name or mention.text] += (5 if titled else 1) + 5 * sure
    return names


def _is_introduced(before: str) -> bool:
    """Whether a name stands behind the words for a study that the paper says it carried out."""
    hit = _INTRODUCED.search(before) if before.endswith(("(", "[", ", ", "the ")) else None
    return hit is not None and bool(hit["ours"] or _CONDUCTED.search(before))


def _is_letter(sentences: Sequence[Sentence]) -> bool:
    """Whether a paper has no abstract but several paragraphs: its first one speaks of the work of others."""
    blocks = {s.block.id: s.block for s in sentences if s.block.kind is not BlockKind.TITLE}.values()
    if any(_SALUTATION.match(b.text) for b in blocks):
        return True
    if any(b.section in (Section.ABSTRACT, Section.FRONT) for b in blocks):
        return False
    return sum(len(b.text) > _LONG for b in blocks) >= _PARAGRAPHS


def _registered(front: Sequence[Sentence], sentences: Sequence[Sentence]) -> list[str]:
    """The names and numbers under which the paper says that its study is registered, those of the front first."""
    told = (s for s in sentences if s.block.section is not Section.INTRODUCTION and not is_cited(s))
    found: dict[str, None] = {}
    for sentence in (*front, *told):
        if not _REGISTERING.search(sentence.text):
            continue
        for mention in sentence.named(Label.TRIAL):
            beside = _REGISTRY.match(mention.text) or _REGISTERED.match(sentence.text[mention.end :])
            if beside and not _is_anothers(sentence, mention):
                found[mention.name or mention.text] = None
    return list(found)


def _is_anothers(sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is that of a study that is only compared with, or of no study at all."""
    text, before = sentence.text, sentence.text[: mention.start][-90:]
    if sentence.block.kind is BlockKind.TITLE:
        return bool(_ANOTHERS.search(before))
    if sentence.block.section is Section.BODY and is_cited(sentence):
        return True
    if _MODEL.match(text[mention.end :]) or _ANOTHERS.search(before):
        return True
    if _LEFT_OPEN.match(text, mention.end) and _GIVING_REASONS.search(before):
        return True
    if _TOLD_OF.search(before) and not _PRESENTED.search(text[: mention.start]):
        return True
    told = mention.pattern == "trial.told_by_words"
    return told and bool(_GENE.search(before) or _is_spelled_out(before, mention.text))


def _is_spelled_out(before: str, short: str) -> bool:
    """Whether a bracket only abbreviates the words before it: "activation molecule X9 (AMX9)"."""
    words = _WORDS.findall(before)[-len(short) :]
    tails = (words[-count:] for count in range(2, len(words) + 1))
    return before.endswith("(") and any(abbreviates(short, " ".join(tail)) and _covers(short, tail) for tail in tails)


def _covers(short: str, words: Sequence[str]) -> bool:
    """Whether an abbreviation takes up the first letter of each word in turn."""
    rest = iter(short.lower())
    return all(word[0].lower() in rest for word in words)


def _first_author(authors: str) -> str:
    if hit := _LISTED_SURNAME.match(authors):
        return f"{hit['name']} et al"
    hit = _SURNAME.match(authors)
    return f"{hit[0].split()[-1]} et al" if hit else ""


def _disease(front: Sequence[Sentence], everything: Sequence[Sentence]) -> str:
    """The most specific setting of the title, else of the sentences about patients, else of the whole text."""
    titled = [s for s in front if s.block.kind is BlockKind.TITLE]
    patients = [s for s in front if _PATIENTS.search(s.text) and not _BACKGROUND.match(s.heading)]
    topic = _named(titled) or _named(front) or _named(everything)
    others = [d for d in topic if d not in _MYELOMA]
    if not topic:
        return ""
    if others and (not set(topic) & set(_MYELOMA) or (_named(titled) and not _named(titled)["MM"])):
        return max(others, key=lambda d: topic[d])
    named = (_setting(_named(part)) for part in (titled, patients))
    told = _told_setting([*titled, *patients])
    rest = _setting(_named(front) or _named(everything))
    return next(filter(None, (*_retreated(patients), *named, told, rest)), "MM")


def _named(sentences: Sequence[Sentence]) -> Counter[str]:
    """How often each disease is named."""
    return Counter(m.name for s in sentences for m in s.named(Label.DISEASE))


def _retreated(patients: Sequence[Sentence]) -> tuple[str, ...]:
    """Patients who are treated again have relapsed, whatever is said of their first treatment."""
    return ("RRMM",) if any(_AGAIN.search(s.text) for s in patients) else ()


_AGAIN = regex.compile(r"(?i)\bretreat\w*\b|\bas (?:\w+ ){0,3}salvage\b|\brepeat(?:ed)? use\b")
_MYELOMA = ("NDMM", "RRMM", "SMM", "MM")
_BACKGROUND = regex.compile(r"(?:background|introduction|conclusions?|interpretation|discussion)\b")
_PATIENTS = regex.compile(r"(?i)\b(?:patients|pts|subjects|participants|adults|individuals)\b")
_RELAPSED = regex.compile(
    r"(?i)\bretreat|\bsalvage\b|\brepeat(?:ed)? use\b|\b(?:relapsed|refractory|previously[- ]treated|pretreated)\b"
    r"|\b(?:at|after|in) (?:first |second )?(?:relapse|progression)\b|\b(?:one|two|three|four|\d|prior"
    r"|previous) (?:or more |to three )?(?:prior|previous|lines?|regimens|therapies)\b"
)
_NEW = regex.compile(
    r"(?i)\bnewly[- ]diagnosed\b|\buntreated\b|\bde novo\b|\bup[- ]?front\b"
    r"|\b(?:first|front)[- ]?line (?:therapy|treatment|transplant\w*|setting)|\b(?:initial|primary) (?:therapy"
    r"|treatment|chemotherapy)\b"
)


def _setting(found: Counter[str]) -> str:
    """The myeloma setting among the diseases named; empty where there is none."""
    return next((name for name in ("NDMM", "RRMM", "SMM") if found[name]), "")


def _told_setting(sentences: Sequence[Sentence]) -> str:
    """The setting that other words tell: "patients … after first-line transplantation", "as salvage therapy"."""
    for cue, name in ((_RELAPSED, "RRMM"), (_NEW, "NDMM")):
        if any(cue.search(s.text) for s in sentences):
            return name
    return ""
