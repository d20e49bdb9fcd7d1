"""Which amounts of a sentence are doses, and of which drug: the first half of reading doses."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from myelomine.extractors.dose_exclusions import doses_of, is_conditioning
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.schedules import NO_SCHEDULE, Schedule
from myelomine.mentions import Label, Mention, Value


@dataclass(frozen=True, slots=True)
class DoseContext:
    """What the sentences around know: the drug that is spoken of, the length of the cycles, and the days of a drug."""

    drug: str = ""
    cycle_days: int | None = None
    schedules: tuple[tuple[str, Schedule], ...] = ()

    def schedule_of(self, drug: str) -> Schedule:
        """The schedule that the sentences around state for a drug."""
        return next((s for name, s in self.schedules if name == drug), NO_SCHEDULE)


NO_CONTEXT = DoseContext()


@dataclass(frozen=True, slots=True)
class Given:
    """A dose with its drug; `condition` names the patients to whom alone it is given ("aged 75 years or older").

    `who` are the patients that the sentence sets against others: "younger patients received 40 mg".
    """

    drug: Mention
    dose: Mention
    condition: str = ""
    who: str = ""

    @property
    def name(self) -> str:
        """The drug's INN."""
        return self.drug.name


_DIRECTLY_BEFORE = regex.compile(r"\s?[(\[,:]?\s?(?:at |at a dose of |in a dose of |dose |doses of )?")
_DIRECTLY_AFTER = regex.compile(
    r"(?i)\s(?:(?:of|oral|intravenous|subcutaneous|weekly|daily|continuous|low-dose|high-dose|the|iv|sc)\s){0,4}"
)
# "bortezomib and dexamethasone [V: 1.3 mg/m2; D: 20 mg]": a letter tells whose dose it is
_LETTER_BETWEEN = regex.compile(r"[\[(;]\s?\p{Lu}{1,2}:\s")
_GOES_ON = regex.compile(
    r"(?i)\b(?:then|followed by|increased|escalated|thereafter|reduced|and|or|to|after|subsequently)\b|;"
)
_LISTED = regex.compile(r"[^;.()]{0,30}\s?[(\[]\s?|[^;.]{0,60},\s")
_LAST_WORD = regex.compile(r"(?P<word>[\p{L}-]{2,})\)?[\s(\[,;:=-]{0,4}$")
_LEADS_TO_DOSE = regex.compile(
    r"dos(?:es?|ages?|ing|ed)|rang(?:e|ing)|levels?|(?:initial|low|high)(?:ly|-dose)?|start(?:ing|ed)?|target|"
    r"at|of|to|was|were|is|are|be|been|by|with|and|or|plus|from|for|in|on|an?|the|as|up|through|over"
    r"|between|after|per|"
    r"given|administered|receiv(?:ed?|ing)|us(?:ed|ing)|t(?:ook|aken|aking)|assigned|consisted|comprised|included|"
    r"daily|weekly|days?|weeks?|months?|cycles?|minutes|hours?|once|twice|then|thereafter|subsequently|"
    r"approximately|about|"
    r"orally|oral|po|iv|sc|subcutaneous(?:ly)?|intravenous(?:ly)?|inject(?:ion|ed)|infus(?:ion|ed)|bolus"
    r"|continuous|"
    r"single|fixed|flat|standard|reached|established|capsules?|tablets?|followed|escalated|increased|reduced|"
    r"either|only|"
    r"group|patients|all|maintenance|therapy|treatment|regimen"
)
_MTD = regex.compile(r"\bMTD\b|maximum[- ]tolerated")
_ABOUT_DOSING = regex.compile(
    r"(?i)\b(?:dos(?:e|es|ed|ing|age)|capsules?|tablets?|infus(?:ed|ions?)|administered|escalat\w+|started at|"
    r"given at)\b"
)
_CLOSE = 4
_CELL_DRUGS = ("leucel", "CAR-T")
# what prepares patients for cells is not counted in cells
_NO_CELLS = frozenset({"bendamustine", "busulfan", "cyclophosphamide", "dexamethasone", "fludarabine", "melphalan"})

_CONDITION = regex.compile(
    r"(?i)\s(?:(?:once )?(?:daily|weekly)\s)?(?:if|in|for|when)\s(?:those\s|the\s)?(?P<who>(?:(?:patients|pts|"
    r"subjects|people|"
    r"participants|individuals)\s){0,2}(?:who (?:are|were)\s)?[^()\[\];,]{0,40}?"
    r"(?:\bage[ds]?\b|older|years|(?:over|above|under|below|[<>≥≤])\s?\d{2}|clearance|creatinine|renal"
    r"|frail|underweight|"
    r"body[- ]mass)[^()\[\];,]{0,40})(?=[()\[\];,.]|$)"
)


# "Patients aged 75 or older received 20 mg; younger patients received 40 mg"
_WHO_GETS = regex.compile(
    r"(?i)(?:^|[;,.]\s(?:and\s|whereas\s|while\s|but\s)?|\b(?:whereas|while|and"
    r"|but)\s)(?P<who>(?:the\s)?(?:older|younger|elderly"
    r"|frail|fit|unfit|remaining|other)\s(?:patients|pts|subjects)|(?:patients|subjects|those"
    r"|participants)\s(?:who (?:are|were)\s)?"
    r"(?:aged\s)?(?:(?:older|younger) than|over|under|above|below|at least|up to|[≥≤><]|\d{2})[^;,.()]{0,34}?"
    r"|(?:patients|pts|subjects|those)\swith\s[^;,.()]{0,40}?(?:clearance|creatinine|renal)[^;,.()]{0,30}?)\s"
    r"(?:received|receive|took|were (?:to be )?(?:given|treated with)|started (?:with|at|on))\b"
)


def _subjects(text: str) -> list[tuple[int, str]]:
    """The groups of patients that a sentence sets against each other, and where the doses of each begin."""
    hits = [(m.end(), m["who"].strip()) for m in _WHO_GETS.finditer(text)]
    return hits if len(hits) > 1 else []


def doses_given(scene: Scene, context: DoseContext = NO_CONTEXT) -> list[Given]:
    """Every dose of the sentence that has a drug, in reading order."""
    doses = doses_of(scene)
    out: list[Given] = []
    subjects = _subjects(scene.text) if len(doses) > 1 else []
    for i, dose in enumerate(doses):
        if out and (condition := _CONDITION.match(scene.text[dose.end :])):
            out.append(Given(out[-1].drug, dose, condition["who"].strip(" .")))
            continue
        drug = _drug(scene, dose, doses[i - 1] if i else None) or _silent_drug(scene, dose, context)
        if drug is not None and dose.pattern == "dose.cells" and drug.name in _NO_CELLS:
            continue
        if drug is not None and _LETTER_BETWEEN.search(scene.text[drug.end : dose.start]):
            continue
        if drug is not None and not is_conditioning(scene, drug, dose):
            who = next((name for at, name in reversed(subjects) if at <= dose.start), "")
            out.append(Given(drug, dose, who=who))
    return out


def _drug(scene: Scene, dose: Mention, previous: Mention | None) -> Mention | None:
    """The drug before the dose when little stands between, else the drug right after it, else the one before."""
    named = _named(scene)
    last = next((d for d in reversed(named) if d.end <= dose.start), None)
    after = next((d for d in named if d.start >= dose.end), None)
    taken = previous is not None and last is not None and previous.start > last.end
    if last and not taken and _DIRECTLY_BEFORE.fullmatch(scene.text[last.end : dose.start]):
        return _given(scene, last)
    if after and _DIRECTLY_AFTER.fullmatch(scene.text[dose.end : after.start]):
        return _given(scene, after)
    gap = scene.text[last.end : dose.start] if last else ""
    near = scene.text[previous.end : dose.start] if taken and previous else ""
    goes_on = len(gap) < 450 and len(near) < 160 and (_GOES_ON.search(near) or _LISTED.fullmatch(near))
    if last and _leads_to_dose(near if taken else gap) and (goes_on if taken else len(gap) < 220):
        return _given(scene, last)
    return _given(scene, last) if last and _MTD.search(gap) and len(gap) < 400 else None


def _named(scene: Scene) -> list[Mention]:
    """The drugs of the sentence, with those that only support: their doses belong to nothing else."""
    supportive = [m for m in scene.sentence.named(Label.DRUG) if m.value.text("role") == "supportive"]
    return sorted((*scene.sentence.drugs, *supportive), key=lambda m: m.start)


def _given(scene: Scene, drug: Mention) -> Mention | None:
    """A drug whose dose is a fact; that of one which only supports is where an arm is named after it."""
    supports = drug.value.text("role") == "supportive"
    return drug if not supports or scene.register.by_name(drug.text) or scene.register.by_name(drug.name) else None


def _leads_to_dose(gap: str) -> bool:
    """Whether the words before a dose lead to it: "olanzapine 2.5 mg" is no dose of the drug further left."""
    hit = _LAST_WORD.search(gap)
    return hit is None or not hit["word"][0].islower() or bool(_LEADS_TO_DOSE.fullmatch(hit["word"]))


def _silent_drug(scene: Scene, dose: Mention, context: DoseContext) -> Mention | None:
    """The drug of a dose whose sentence names none: "T (100 mg daily)", "the starting dose was 10 mg"."""
    for ref in scene.refs:
        key = ref.arm.regimen if ref.arm else ""
        if key and "+" not in key and regex.fullmatch(r"\s?\(", scene.text[ref.end : dose.start]):
            return _unnamed(dose, key)
    codes = (*scene.sentence.named(Label.DRUG), *scene.sentence.named(Label.REGIMEN))
    if any(d.end <= dose.start for d in _named(scene)) or any(
        0 <= dose.start - m.end < _CLOSE and m.name != context.drug for m in codes
    ):
        return None
    cells = [k for k in _keys(scene) if k.endswith(_CELL_DRUGS)] if dose.pattern == "dose.cells" else []
    if len(cells) == 1:
        return _unnamed(dose, cells[0])
    if context.drug and _ABOUT_DOSING.search(scene.text):
        return _unnamed(dose, context.drug)
    return None


def _keys(scene: Scene) -> list[str]:
    return sorted({k for a in scene.register.arms for k in a.regimen.split("+") if k})


def _unnamed(dose: Mention, name: str) -> Mention:
    """A drug that stands nowhere in the sentence, at the place of its dose."""
    return Mention(Label.DRUG, dose.start, dose.start, "", "dose.silent_drug", name, Value())
