"""The evidence table: one row per arm of a study, in the columns of a review's table of results."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace

from myelomine.records import Record, print_number

#: More adverse events than this are counted, not listed.
MAX_TOXICITIES = 12

_JOIN = "; "


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An arm of a study with its treatment and what came of it, each column as readable text."""

    document: str
    study: str
    disease: str
    group: str
    regimen: str
    schedule: str
    n: str
    orr_percent: str
    cr_percent: str
    vgpr_or_better_percent: str
    other_responses: str
    median_ttp_months: str
    median_pfs_months: str
    median_os_months: str
    other_times: str
    hazard_ratios: str
    toxicities: str
    pages: str

    def cells(self) -> dict[str, str]:
        """The row as column -> text."""
        return dict(zip(EVIDENCE_TABLE_COLUMNS, astuple(self), strict=True))


EVIDENCE_TABLE_COLUMNS = tuple(f.name for f in fields(EvidenceRow))


@dataclass(frozen=True, slots=True)
class Arm:
    """What a row is about; the labels are compared without regard to case."""

    document: str
    study: str
    group: str
    regimen: str


def evidence_table(records: Sequence[Record]) -> list[EvidenceRow]:
    """One row per arm of the papers' own studies, in the order in which the arms first appear."""
    own = [record for record in records if record.origin != "cited"]
    arms = _group_by_arm(own)
    return [_evidence_row(arm, members, _shared_doses(arm, arms)) for arm, members in arms.items() if _tells(members)]


def _group_by_arm(records: Iterable[Record]) -> dict[Arm, list[Record]]:
    records = list(records)
    labels = _labels_by_regimen(records)
    arms: dict[Arm, list[Record]] = defaultdict(list)
    for record in records:
        arms[_arm_of(record, labels)].append(record)
    return dict(arms)


def _labels_by_regimen(records: Iterable[Record]) -> Mapping[Arm, str]:
    """The group's label of each regimen that one group of a study, and no other, was given."""
    seen: dict[Arm, dict[str, None]] = defaultdict(dict)
    for record in records:
        if record.regimen and record.group:
            seen[replace(_bare_arm(record), group="")][_folded(record.group)] = None
    return {arm: next(iter(groups)) for arm, groups in seen.items() if len(groups) == 1}


def _arm_of(record: Record, labels: Mapping[Arm, str]) -> Arm:
    """The record's arm; a record that names the regimen alone joins the one group that was given it."""
    arm = _bare_arm(record)
    return arm if arm.group else replace(arm, group=labels.get(arm, ""))


def _bare_arm(record: Record) -> Arm:
    return Arm(record.document, record.study, _folded(record.group), record.regimen)


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _tells(members: Sequence[Record]) -> bool:
    """Whether the arm has anything but doses, which stand in the rows of the arms that share them."""
    return any(record.kind != "dose" for record in members)


def _shared_doses(arm: Arm, arms: Mapping[Arm, list[Record]]) -> list[Record]:
    """Doses printed once for all arms of the study, of drugs that this arm was given."""
    shared = arms.get(Arm(arm.document, arm.study, "", ""), [])
    drugs = set(arm.regimen.split("+"))
    return [r for r in shared if r.kind == "dose" and r.name in drugs] if arm.regimen else []


def _evidence_row(arm: Arm, members: Sequence[Record], shared: Sequence[Record]) -> EvidenceRow:
    doses = [*(r for r in members if r.kind == "dose"), *shared]
    responses = [r for r in members if r.kind == "response"]
    times = [r for r in members if r.kind == "survival"]
    return EvidenceRow(
        document=arm.document,
        study=arm.study,
        disease=_most_common(r.disease for r in members),
        group=_most_common(r.group for r in members),
        regimen=arm.regimen,
        schedule=_joined(doses, describe_dose),
        n=_patients([r for r in members if r.kind == "sample_size"]),
        orr_percent=_joined([r for r in responses if r.name == "ORR"], describe_rate),
        cr_percent=_joined([r for r in responses if r.name in ("CR", ">=CR")], describe_rate),
        vgpr_or_better_percent=_joined([r for r in responses if r.name == ">=VGPR"], describe_rate),
        other_responses=_joined([r for r in responses if r.name not in _MAIN_RESPONSES], _named_rate),
        median_ttp_months=_joined(_medians(times, "TTP"), describe_median),
        median_pfs_months=_joined(_medians(times, "PFS"), describe_median),
        median_os_months=_joined(_medians(times, "OS"), describe_median),
        other_times=_joined([r for r in times if _is_other_time(r)], _named_time),
        hazard_ratios=_joined([r for r in times if r.statistic == "hazard_ratio"], _named_ratio),
        toxicities=_toxicities([r for r in members if r.kind == "toxicity"]),
        pages=", ".join(map(str, sorted({e.page for r in members for e in r.evidence}))),
    )


_MAIN_RESPONSES = ("ORR", "CR", ">=CR", ">=VGPR")
_MAIN_TIMES = ("TTP", "PFS", "OS")


def _most_common(texts: Iterable[str]) -> str:
    counts = Counter(text for text in texts if text)
    return counts.most_common(1)[0][0] if counts else ""


def _joined(records: Iterable[Record], describe: Callable[[Record], str]) -> str:
    """The descriptions in their order, each once."""
    return _JOIN.join(dict.fromkeys(describe(record) for record in records))


def _medians(times: Iterable[Record], name: str) -> list[Record]:
    return [r for r in times if r.statistic == "median" and r.name == name]


def _is_other_time(record: Record) -> bool:
    return record.statistic == "landmark" or (record.statistic == "median" and record.name not in _MAIN_TIMES)


def describe_dose(record: Record) -> str:
    """A dose as a reader would say it: drug, amount, route, days, cycles."""
    amount = f"{describe_value(record)} {record.unit}".strip()
    parts = [
        f"{record.name} {amount}".strip(),
        record.route,
        record.frequency,
        record.days and f"days {record.days}",
        record.cycle_days and f"of {record.cycle_days}",
        record.cycles and f"cycles {record.cycles}",
        record.statistic.replace("_", " ") if record.statistic not in ("", "dose") else "",
    ]
    return " ".join(str(part) for part in parts if part)


def describe_value(record: Record) -> str:
    """The value with its range or its bound, or the reason why there is none."""
    if record.value is None:
        return record.qualifier
    bound = record.qualifier
    high = f" to {print_number(record.value_high)}" if record.value_high is not None else ""
    return f"{bound}{print_number(record.value)}{high}"


def describe_rate(record: Record) -> str:
    """A rate with its count: 60.2 (68 of 113)."""
    count = ""
    if record.n is not None:
        count = f"{record.n} of {record.total}" if record.total is not None else f"n = {record.n}"
    value = describe_value(record)
    details = _JOIN.join(filter(None, (count if value else "", _interval(record), record.population)))
    return (value or count) + (f" ({details})" if details else "")


def describe_median(record: Record) -> str:
    """A median with its interval: 11.1 (95% CI 6 to 12)."""
    interval = _interval(record)
    return describe_value(record) + (f" ({interval})" if interval else "")


def _interval(record: Record) -> str:
    if not (record.ci_low or record.ci_high):
        return ""
    level = f"{print_number(record.ci_level)}% " if record.ci_level is not None else ""
    return f"{level}CI {record.ci_low or '?'} to {record.ci_high or '?'}"


def _named_rate(record: Record) -> str:
    return f"{record.name} {describe_rate(record)}"


def _named_time(record: Record) -> str:
    if record.statistic == "median":
        return f"median {record.name} {describe_median(record)} months"
    at = f" at {print_number(record.time_months)} months" if record.time_months is not None else ""
    return f"{record.name}{at} {describe_median(record)}%"


def _named_ratio(record: Record) -> str:
    p_value = f"P {record.p_value}" if record.p_value else ""
    details = _JOIN.join(filter(None, (_interval(record), p_value)))
    against = f" versus {record.comparator}" if record.comparator else ""
    return f"{record.name} {describe_value(record)}" + (f" ({details})" if details else "") + against


def _patients(sizes: Sequence[Record]) -> str:
    """The number of patients; sizes of other populations with their names."""
    ranks = ("group", "randomized", "enrolled", "analyzed", "evaluable", "safety")
    ordered = sorted(sizes, key=lambda r: ranks.index(r.name) if r.name in ranks else len(ranks))
    names: dict[str, str] = {}
    for record in ordered:
        names.setdefault(describe_value(record), record.name)
    return _JOIN.join(value if i == 0 else f"{name} {value}" for i, (value, name) in enumerate(names.items()))


def _toxicities(records: Sequence[Record]) -> str:
    """The adverse events, severe and frequent ones first; those that are only named come last."""
    ordered = sorted(records, key=lambda r: (r.grade not in _SEVERE, r.value is None, -(r.value or 0)))
    listed = dict.fromkeys(_named_toxicity(r) for r in ordered)
    rest = len(listed) - MAX_TOXICITIES
    return _JOIN.join([*list(listed)[:MAX_TOXICITIES], *([f"and {rest} more"] if rest > 0 else [])])


_SEVERE = frozenset({">=3", "3-4", "3-5", "3", "4", "4-5", ">=4", "5"})


def _named_toxicity(record: Record) -> str:
    grade = "" if record.grade == "any" else f"grade {record.grade} "
    unit = "%" if record.unit == "%" and record.value is not None else ""
    return f"{grade}{record.name} {describe_value(record) or _count(record)}{unit}".strip()


def _count(record: Record) -> str:
    return f"n = {record.n}" if record.n is not None else ""
