"""Sample sizes: how many patients a study enrolled, randomised, treated or evaluated, in all and by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.arms import Reference
from myelomine.extractors.clauses import Scene
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.quantities import Unit
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count

_PEOPLE = r"(?:patients?|pts|subjects|participants|cases|individuals|adults|people|persons)"
_RANDOMIZED = regex.compile(rf"(?i)(?:\b(?:of )?$)|(?:random(?:ly|i[sz]ed)[^.;]{{0,40}}$)")
_ROLES = (
    ("randomized", regex.compile(rf"(?i)(?:were|was|had been|have been|underwent|been)\s(?:\w+\s){{0,4}}?random|randomi[sz]ed|randomi[sz]ation|randomly")),
    ("safety", regex.compile(r"(?i)safety (?:population|analys|set)|(?:evaluable|assessable|assessed|evaluated) for (?:safety|toxicity)|were treated\b|received at least one dose|received (?:the )?(?:study|protocol|at least)")),
    ("evaluable", regex.compile(r"(?i)(?<!non)(?<!non-)(?:evaluable|assessable)|could be evaluated")),
    ("analyzed", regex.compile(r"(?i)intent(?:ion)?[- ]to[- ]treat|\bm?ITT\b|were analy[sz]ed|full analysis set|included in the (?:\w+\s)?analysis")),
    ("enrolled", regex.compile(r"(?i)enrol|were (?:included|studied|recruited|evaluated|entered|identified|accrued|registered|treated|reviewed|retrieved)|included|recruited|studied|entered|reviewed|we (?:evaluated|analy[sz]ed|studied|report)|comprised|series of|consecutive|data (?:from|of|on)|cohort of")),
)  # fmt: skip
_ENROLLED_AFTER = regex.compile(
    rf"(?i)^(?:\s\S+){{0,8}}?\s?{_PEOPLE}(?:\s(?:with|who|aged|in|from|at|younger|older|not|and|or|the|\([^)]{{1,80}}\)|[\w/–-]+)){{0,14}}?,?\s?(?:were|was|had been|have been|underwent|could be|received|entered|participated)"
)
_SCREENED = regex.compile(r"(?i)screen|excluded|died|alive|withdr|discontinu|progressed|crossed over|lost to|did not|deaths?\b|censored|ongoing|remain(?:ed|s)?\b|respon(?:se|ded)|achieved|experienced|developed|required|improved|underwent (?!random)")


def size_drafts(scene: Scene) -> Iterator[Draft]:
    """Every sample size that a sentence states."""
    taken = [(q.start, q.end) for s in scene.series for q in s.quantities if q.unit is not Unit.COUNT]
    seen: set[int] = set()
    for rule in (_bracketed, _listed, _allocated, _totals):
        for mention, draft in rule(scene):
            if mention.start not in seen and not any(a <= mention.start < b for a, b in taken):
                seen.add(mention.start)
                yield draft


def _draft(scene: Scene, mention: Mention, name: str, ref: Reference | None, rule: str) -> Draft:
    count = parse_count(mention.value.text("count"))
    arm = ref.arm if ref else scene.register.only()
    return Draft(
        kind="sample_size",
        name=name,
        statistic="count",
        value=None if count is None else Decimal(count),
        unit="patients",
        group=ref.label if ref else "",
        regimen=arm.regimen if arm else "",
        evidence=(evidence_of(scene.sentence, f"{mention.pattern} {rule}"),),
        confidence=0.9,
    )


def _bracketed(scene: Scene) -> Iterator[tuple[Mention, Draft]]:
    """'(n = 97)' or '(60 patients)' belongs to the nearest group named to its left."""
    for mention in scene.sentence.of(Label.N_EQUALS, Label.COUNT):
        if _share_follows(scene, mention) or (mention.label is Label.COUNT and not _alone_in_bracket(scene, mention)):
            continue
        if _counts_events(scene, mention):
            continue
        left = [r for r in scene.refs if r.end <= mention.start and not r.everyone]
        gap = _undosed(scene, left[-1].end, mention.start) if left else "x" * 99
        if len(gap) < 70 and regex.fullmatch(r"[^()\d;]{0,45}[\[(;,]?\s?(?:[A-Z]{1,12};?\s)?[\[(]?\s?", gap):
            yield mention, _draft(scene, mention, _group_role(scene, mention), left[-1], "size.bracketed")
        elif label := _own_label(scene, mention):
            yield mention, _draft(scene, mention, "group", label, "size.labelled")
        elif regex.search(rf"(?i){_PEOPLE}\s?[\[(]\s?$", scene.text[: mention.start]):
            yield mention, _draft(scene, mention, _role(scene, mention) or "enrolled", None, "size.bracketed_total")


def _counts_events(scene: Scene, mention: Mention) -> bool:
    """"patients have died: progression (A n = 13, B n = 10)": the numbers count deaths."""
    before = scene.text[: mention.start]
    opened = max(before.rfind("("), before.rfind("["))
    head = before[:opened] if opened >= 0 else before
    return bool(regex.search(r"(?i)\b(?:died|deaths?|discontinu\w+|withdr\w+|progression|relapse|toxicity|sepsis|infections?)\b[^.;]{0,40}$", head)) and not regex.search(r"(?i)\b(?:groups?|arms?|population|patients)\s?$", head)


def _undosed(scene: Scene, start: int, end: int) -> str:
    """The text between two offsets without the doses in it: "ixazomib 4 mg (n = 351)"."""
    text = scene.text[start:end]
    for dose in scene.sentence.of(Label.DOSE):
        if start <= dose.start < end:
            text = text.replace(dose.text, "")
    return text


_OWN_LABEL = regex.compile(r"[(\[;,]\s?(?:and\s)?(?P<label>[A-Za-z][A-Za-z -]{2,40}?)\s?[,:]?\s?$")


def _own_label(scene: Scene, mention: Mention) -> Reference | None:
    """'(intravenous n=84; subcutaneous n=73)': the words before the size are the group's name."""
    hit = _OWN_LABEL.search(scene.text[: mention.start])
    if mention.label is not Label.N_EQUALS or hit is None or regex.match(r"(?i)(?:patients|total|range|median|all)\b", hit["label"]):
        return None
    return Reference(hit.start("label"), hit.end("label"), hit["label"], scene.register.only())


def _group_role(scene: Scene, mention: Mention) -> str:
    """A group's size is of a population where the sentence says so: "236 on VTD … were included in the ITT analysis"."""
    after = scene.text[mention.end :]
    if regex.search(r"(?i)^[^.;]{0,90}\b(?:were|was) included in the (?:modified )?(?:intent|primary|efficacy|final)", after):
        return "analyzed"
    if regex.search(r"(?i)^[^.;]{0,90}\b(?:safety (?:population|analys)|evaluable for (?:safety|toxicity))", after):
        return "safety"
    if regex.search(r"(?i)\bwere (?:actually )?treated\s?[\[(][^()]*$", scene.text[: mention.start]):
        return "safety"
    return "group"


def _alone_in_bracket(scene: Scene, mention: Mention) -> bool:
    before, after = scene.text[: mention.start], scene.text[mention.end :]
    return before.rstrip().endswith(("(", "[")) and bool(regex.match(rf"(?i)\s{_PEOPLE}\s?[)\],;]", after))


def _listed(scene: Scene) -> Iterator[tuple[Mention, Draft]]:
    """'were randomized (TV: 91; T: 88)': bare numbers behind the arms' names in a bracket."""
    for mention in scene.sentence.of(Label.NUMBER):
        number = _counted(mention)
        ref = next((r for r in reversed(scene.refs) if r.end <= mention.start and r.arm), None)
        opened = scene.text.rfind("(", 0, mention.start)
        if number is None or ref is None or opened < 0 or ")" in scene.text[opened : mention.start] or ref.start < opened:
            continue
        assigned = regex.search(r"(?i)(?:random|assign|enroll|allocat|treated|includ)\w*\s?$", scene.text[:opened])
        if assigned and regex.fullmatch(r"\s?[:,=]\s?", scene.text[ref.end : mention.start]):
            yield mention, _draft(scene, number, _group_role(scene, mention), ref, "size.listed")


def _share_follows(scene: Scene, mention: Mention) -> bool:
    """'(n=23, 10%)' and '44% (n = 50)' count events, not a group."""
    after, before = scene.text[mention.end : mention.end + 14], scene.text[max(0, mention.start - 6) : mention.start]
    return bool(regex.match(r"(?:\s\w+)?\s?[,;:(\[]\s?[\d.·]+\s?%", after) or regex.search(r"%\s?[\[(]\s?$", before))


def _allocated(scene: Scene) -> Iterator[tuple[Mention, Draft]]:
    """'254 to ide-cel and 132 to a standard regimen', '119 patients treated with BBP, 65 with TBP'."""
    for mention in scene.sentence.of(Label.COUNT, Label.NUMBER, Label.COUNT_OF_TOTAL):
        ref = next((r for r in scene.refs if r.start >= mention.end and not r.everyone), None)
        ref = _abbreviated(scene, mention) or ref
        if ref is None or ref.start - mention.end > 75:
            continue
        gap = scene.text[mention.end : ref.start]
        if _sized(scene, ref) or _not_people(scene, mention, ref):
            continue
        if regex.fullmatch(_ALLOCATION, gap) and mention.label is not Label.COUNT_OF_TOTAL:
            number = mention if mention.value.text("count") else _counted(mention)
            if number:
                yield mention, _draft(scene, number, _group_role(scene, mention), ref, "size.allocated")


_ABBREVIATED = regex.compile(rf"(?i:\s(?:{_PEOPLE}\s)?(?:(?:were\s)?(?:treated|assigned|randomi[sz]ed|allocated)\s)?(?:with|to|on)\s)(?P<label>[A-Z]{{2,6}})(?=[,.;)]|\sand\b)")


def _abbreviated(scene: Scene, mention: Mention) -> Reference | None:
    """"119 patients treated with BBP, 65 with TBP": an abbreviation of the paper's own names the group."""
    hit = _ABBREVIATED.match(scene.text, mention.end)
    if hit is None or any(r.start <= hit.start("label") < r.end for r in scene.refs):
        return None
    return Reference(hit.start("label"), hit.end("label"), hit["label"])


def _not_people(scene: Scene, mention: Mention, ref: Reference) -> bool:
    """Deaths, events or cycles of a group, and a total that only precedes the description of the patients."""
    before, after = scene.text[: mention.start], scene.text[ref.end :]
    events = regex.search(r"(?i)\b(?:deaths?|died|events?|progress\w*|relapse[sd]?|discontinu\w+|withdr\w+|responders)\b[^.;]{0,30}[\[(][^()]*$", before)
    cycles = regex.match(r"(?i)\s(?:cycles?|courses?|doses?|infusions?)\b", after)
    total = ref.subgroup and _role(scene, mention) != ""
    return bool(events or cycles or total)


def _sized(scene: Scene, ref: Reference) -> bool:
    """Whether the group carries its own size, or one of several between which the count was divided."""
    after = scene.text[ref.end :]
    return bool(regex.match(r"(?:\s(?:group|arm|alone|regimen))?\s?[\[(]\s?(?:[nN]\s?=|\d{1,5}\s?(?:patients|pts|[)\]]))", after))


_ALLOCATION = regex.compile(
    rf"(?i)\s(?:{_PEOPLE}\s)?(?:\([\d.·]+\s?%\)\s)?(?:(?:were|was|had been|who were|being)\s)?(?:(?:randomly\s)?(?:assigned|allocated|randomi[sz]ed|treated|enrolled|received|receiving|given|belonged|included)\s?)?(?:(?:to|in|on|with|into|receive|received|the|a|an|either|arm|group|continuous|patients|oral|maintenance)\s)*"
)


def _counted(mention: Mention) -> Mention | None:
    text = mention.value.text("value")
    if not regex.fullmatch(r"\d{1,4}", text):
        return None
    return replace(mention, value=replace(mention.value, texts=(("count", text),)))


def _totals(scene: Scene) -> Iterator[tuple[Mention, Draft]]:
    """'480 patients were enrolled', 'Of 152 randomized patients', 'we randomly assigned 737 patients'."""
    for mention in scene.sentence.of(Label.COUNT, Label.COUNT_OF_TOTAL):
        name = _role(scene, mention)
        if name and (mention.label is Label.COUNT or name == "randomized"):
            yield mention, _draft(scene, mention, name, None, f"size.{name}")


_BRACKETED = regex.compile(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]")


def _role(scene: Scene, mention: Mention) -> str:
    """What a count of patients counts; empty where it is no size of the study."""
    after = scene.text[mention.end : mention.end + 170]
    before = scene.text[max(0, mention.start - 90) : mention.start]
    if regex.match(r"\s?(?:patients?\s?)?[\[(]\s?(?:n\s?=\s?)?[\d.·]+\s?%", after):
        return ""
    clause = regex.split(r"[;.](?:\s|$)|,\s(?:and|with|of whom|including)\b", _BRACKETED.sub("", after))[0]
    if _SCREENED.search(clause):
        return ""
    for name, cue in _ROLES:
        if cue.search(clause) or cue.search(regex.split(r"[;.,]", before)[-1]):
            return name
    return ""
