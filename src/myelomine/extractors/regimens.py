"""Regimens: one draft for each arm that a sentence gives to patients, and one for each later phase of a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.document import BlockKind
from myelomine.drafts import Draft
from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.linking.scene import Scene
from myelomine.mentions import Label, Mention

_ASSIGNED_SCORE = 8
_BACKGROUND = regex.compile(r"(?:background|introduction|areas covered|expert opinion|funding)\b")
# words that say before or behind a name that patients got it: an assignment, a comparison, a group, a size, a result
_GIVEN = regex.compile(
    r"(?i)\b(?:random\w*|assign\w*|allocat\w*|receiv\w+|treated|treatment|given|gave|administered|underwent"
    r"|combin\w+|regimens?|therapy"
    r"|evaluat\w+|investigat\w+|assess\w*|stud(?:y|ies|ied)|trials?|compar\w+|versus|vs\.?|than|followed by"
    r"|consist\w+|induction|maintenance|consolidation"
    r"|arms?|groups?|cohorts?|use[ds]?|using|efficacy|safety|benefit|patients|with|in|for|on|of)\b[^.;]{0,90}$"
)
_GROUPED = regex.compile(
    r"(?i)(?:[-\s](?:group|arm|cohort|treated|regimen|recipients|patients|therapy)|\s?[\[(]\s?(?:n\s?=|\d|[A-Z])"
    r"|\s(?:versus|vs\.?|was|were|is|had|has|achieved|resulted|in|with|plus|for|and|or|followed|produced|improved"
    r"|demonstrated|showed|alone)\b|\s?[,.;:)\]])"
)
# nothing between these words and the name says that it was given now
_UNGIVEN = r"(?:(?!\b(?:received|receive|given|gave|were treated|random\w*|assigned)\b)[^.;]){0,60}"
_MENTIONED = regex.compile(
    r"(?i)(?:\b(?:previously treated with|respon(?:d(?:ing|s|ed)?|se|ds) to|refractor(?:y|iness) to|resist\w+ to"
    r"|expos\w+ to|prior|previous(?:ly)?|approv\w+"
    rf"|availab\w+|role of|such as|like)\b{_UNGIVEN}"
    r"|\b(?:PIs?|Pls?|inhibitors?|antibod(?:y|ies)|drugs?|agents?)(?: \([^()]{2,6}\))? (?:or|and|like|such as) "
    r"|\b(?:lines? of|(?<!\b(?:receiv\w+|given|gave|assigned to|treated with|consisted of|comprised"
    r"|either|or|randomi[sz]ed to)\s(?:[\w-]+\s){0,3})cycles? of|included at least [\w ]{1,20} of"
    r"|(?:seems?|appears?|is) (?:\w+ )?(?:inferior"
    r"|superior|similar|comparable) to) )$"
)
_NO_TREATMENT = regex.compile(
    r"(?i)\bcosts?\b|\bper month\b|\bprices?\b|\bbudget|\bthis review\b|\bin vitro\b|\bcell lines?\b|\bmice\b"
    r"|\bxenograft|\bapprov(?:al|ed) (?:of|for|by|to)\b|\b(?:FDA|Food and Drug Administration)\b.{0,80}\bapprov"
    r"|\bcommonly used\b"
)
# parts of the patients of a study who all get one treatment
_COHORT = regex.compile(r"(?i)(?:cohort|stratum) (?:[a-h]|\d{1,2}|i{1,3})")
# what is added to several arms, or to a part of the patients, is no regimen of its own
_BACKBONE = regex.compile(
    r"(?i)(?:\b(?:both|each|all|together|alone or|alone and|combined|combination) with|\badded to|\btop of"
    r"|\bwith or without)\s(?:the\s)?$"
)
_LISTED = regex.compile(r"(?i)\p{L}+ and \p{L}+")


def regimen_drafts(scenes: Sequence[Scene], mentioned_only: bool) -> Iterator[Draft]:
    """One regimen a group of patients that a study treated.

    Where the text states nothing else (`mentioned_only`), an arm needs to be assigned or counted beyond doubt.
    """
    if not scenes:
        return
    register = scenes[0].register
    if _is_economic(scenes):
        return
    told: set[str] = set()
    cohorts = register.shared_regimen and all(_COHORT.fullmatch(a.label) for a in register.arms)
    for arm in register.arms:
        places = [(s, r) for s in scenes for r in s.refs if r.arm == arm]
        scene = next((s for s, r in places if _is_given(s, r, added=_is_added(s, r))), None)
        if scene is None or not arm.regimen or (mentioned_only and arm.score < _ASSIGNED_SCORE):
            continue
        parts = arm.regimen.split("+") if _two_drugs(arm, places) else [arm.regimen]
        shared = register.shared_regimen == arm.regimen and all(
            map(_COHORT.fullmatch, (a.label for a in register.arms))
        )
        if shared and told:
            continue
        told.update(parts)
        label = arm.label if register.compared and len(parts) == 1 and not cohorts else ""
        yield from (_draft(scene, part, label, arm.score) for part in parts)
    if not mentioned_only:
        phases = list(_phases(scenes, told))
        yield from phases
        if not told and not phases:
            yield from _titled(scenes)


def _titled(scenes: Sequence[Scene]) -> Iterator[Draft]:
    """The one regimen of a study, where only its title says what the patients were given."""
    for scene in scenes:
        key = scene.register.shared_regimen
        if key and scene.sentence.block.kind is BlockKind.TITLE and any(r.regimen == key for r in scene.refs):
            yield _draft(scene, key, "", 3)
            return


def _draft(scene: Scene, key: str, label: str, score: int, rule: str = "regimen.arm") -> Draft:
    return Draft(
        kind="regimen", name=key, regimen=key, group=label,
        evidence=(evidence_of(scene.sentence, rule),), confidence=min(0.95, 0.6 + score / 30),
    )  # fmt: skip


def _is_economic(scenes: Sequence[Scene]) -> bool:
    """Whether a text is about what treatments cost: its patients are of a model."""
    return sum(bool(_COST.search(s.text)) for s in scenes) >= _COSTLY


_COST = regex.compile(r"(?i)\bcosts?\b|\bcost-|\bQALYs?\b|\bbudget|\beconomic")
_COSTLY = 3


def _two_drugs(arm: Arm, places: Sequence[tuple[Scene, Reference]]) -> bool:
    """As in "X and Y gave 9 and 16 months, respectively": two treatments that only "and" joins are none together."""
    texts = [s.text[r.start : r.end] for s, r in places]
    respectively = any(s.sentence.has(Label.RESPECTIVELY) for s, _ in places)
    return arm.regimen.count("+") == 1 and respectively and all(_LISTED.fullmatch(t) for t in texts)


def _is_added(scene: Scene, ref: Reference) -> bool:
    """Whether a reference names but the drug that an arm has beyond the others: "or combined with elotuzumab"."""
    drugs = {d.name for d in scene.sentence.drugs if ref.start <= d.start < ref.end}
    return ref.arm is not None and "+" in ref.arm.regimen and len(drugs) == 1


def _is_given(scene: Scene, ref: Reference, added: bool = False) -> bool:
    before, after = scene.text[: ref.start], scene.text[ref.end :]
    if scene.sentence.block.kind is BlockKind.TITLE or _BACKGROUND.match(scene.sentence.heading):
        return False
    if _MENTIONED.search(before) or _NO_TREATMENT.search(scene.text):
        return False
    if _BACKBONE.search(before) and not added:
        return False
    return bool(_GIVEN.search(before) or (not before.strip() and _GROUPED.match(after)) or _GROUPED.match(after))


_ASSIGNING = regex.compile(r"(?i)\b(?:random\w*|assign\w*|allocat\w*|receiv\w+|treated with|were given)\b")
_PHASE = r"(?:maintenance|consolidation)"
_PHASE_BEFORE = regex.compile(
    rf"(?i)\b{_PHASE}(?:\s(?:therapy|treatment))?\s(?:with|of|using|was|consisted of|comprised"
    rf"|included)\s(?:(?:oral|low-dose|single-agent|either|daily|continuous)\s){{0,2}}"
    rf"(?:[\p{{L}}\d-]{{3,24}}(?:\s\([^()]{{1,30}}\))?\sor\s(?:oral\s)?)?$"
)
# "thalidomide 50 mg was given as maintenance", "as maintenance therapy, patients received thalidomide"
_AS_PHASE = regex.compile(
    rf"(?i)(?:\s?\([^()]{{1,60}}\))?(?:\s\d[^;.,]{{0,40}})?(?:\s(?:was|were)\s(?:then\s)?(?:given|administered|used|continued))?"
    rf"\s(?:as|for)\s{_PHASE}\b"
)
_AS_PHASE_BEFORE = regex.compile(
    rf"(?i)\b(?:as|for)\s{_PHASE}(?:\s(?:therapy|treatment))?,?\s(?:(?:all\s)?(?:the\s)?patients\s)?(?:received"
    rf"|were given|they received)\s$"
)
_PHASE_AFTER = regex.compile(rf"(?i)\s(?:\w+\s)?(?P<phase>{_PHASE})\b")
_BY_DESIGN = regex.compile(
    r"(?i)\b(?:receiv\w+|given|followed by|assign\w+|random\w+|continued|proceeded|compared|consisted of|comprised)\b"
)
_NOT_BY_DESIGN = regex.compile(
    r"(?i)\b(?:meta-analysis|guidelines?|recommended|may|could|should|previous|studies|benefit of|role of"
    r"|some patients|subset|stratif\w+)\b"
)
_FOLLOWED = regex.compile(
    r"(?i)(?:\s?\([^()]{1,40}\))?(?:\s(?:was|were) (?:given|administered)[^.;,]{0,40})?,?\s?(?:and\s"
    r"|then\s)?(?:followed by|(?:and )?then)\b"
    r"|(?:\s?\([^()]{1,40}\))?\s(?:was|were) compared (?:with|to)\b"
)
_FIRST = regex.compile(
    r"(?i)\b(?:induction(?:\s(?:therapy|treatment|chemotherapy))?\s(?:with|was|consisted of|included|by)"
    r"|(?:received|receiving|treated with|were given)(?: \w+){0,2} (?:cycles|courses) of)\s(?:(?:either|oral|\d+"
    r"|[a-z]+)\s(?:cycles of\s)?)?$"
)


def _phases(scenes: Sequence[Scene], told: set[str]) -> Iterator[Draft]:
    """Regimens of phases that no arm has: "both groups received maintenance with X", "A followed by B"."""
    seen = set(told)
    for scene in scenes:
        news = [m for m in _treatments(scene) if m.name not in seen]
        if (
            not news
            or scene.sentence.block.kind is BlockKind.TITLE
            or _BACKGROUND.match(scene.sentence.heading)
            or _NO_TREATMENT.search(scene.text)
        ):
            continue
        for mention in news:
            label = "" if _is_in_turn(scene, mention) else _phase_label(scene, mention)
            if label is not None and mention.name not in seen:
                seen.add(mention.name)
                yield _draft(scene, mention.name, label, 3, "regimen.phase")


def _treatments(scene: Scene) -> Iterator[Mention]:
    regimens = [
        r
        for r in scene.sentence.named(Label.REGIMEN)
        if r.name and r.value.text("role") not in ("procedure", "conditioning", "comparator")
    ]
    yield from regimens
    yield from (
        d
        for d in scene.sentence.drugs
        if not any(r.start <= d.start < r.end for r in scene.sentence.named(Label.REGIMEN))
    )


def _is_in_turn(scene: Scene, mention: Mention) -> bool:
    """Whether a sentence gives to all patients what the arms of a study receive in one order or another."""
    return mention.name in scene.register.in_turn and bool(_ASSIGNING.search(scene.text[: mention.start]))


def _phase_label(scene: Scene, mention: Mention) -> str | None:
    """The group of a later phase ("X maintenance"), an empty one for a first phase; None where no phase is given."""
    before, after = scene.text[: mention.start], scene.text[mention.end :]
    if mention.label is Label.REGIMEN and _FIRST.search(before) and not _MENTIONED.search(before):
        return ""
    if "aintenance was" in before[-30:] and _PHASE_BEFORE.search(before):
        return f"{mention.text} maintenance"
    if not _BY_DESIGN.search(scene.text) or _NOT_BY_DESIGN.search(scene.text) or _MENTIONED.search(before):
        return None
    named = _AS_PHASE.match(after) or _AS_PHASE_BEFORE.search(before)
    if named or _PHASE_BEFORE.search(before):
        words = scene.text if named else before[-60:]
        return f"{mention.text} maintenance" if "aintenance" in words else f"{mention.text} consolidation"
    if (later := _PHASE_AFTER.match(after)) and _BY_DESIGN.search(before):
        return f"{mention.text} {later['phase']}"
    return "" if mention.label is Label.REGIMEN and _FOLLOWED.match(after) else None
