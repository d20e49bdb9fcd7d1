"""What a count of patients counts: all who were enrolled, randomised, treated or evaluated, or something else."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from myelomine.extractors.sizes.counts import PEOPLE, Tally
from myelomine.extractors.sizes.sizing import open_bracket

_BRACKETED = regex.compile(r"\s?\([^()]*(?:\([^()]*\)[^()]*)?\)|\s?\[[^\[\]]*\]")
_ROLES = (
    ("randomized", regex.compile(
        r"(?i)\b(?:assigned|allocated)\b[^.;]{0,100}\b(?:or|versus|vs|either|ratio)\b|\brandomi[sz](?:ed"
        r"|ing)\b(?!,? (?:[\w-]+,? ){0,4}(?:trials?|study|studies|controlled))|\b(?:underwent|for|to"
        r"|enter(?:ed|ing)) (?:the )?(?:\w+ )?randomi[sz]ation"
        r"|\brandom(?:ly)? (?:\w+ )?(?:assign|allocat)|\brandomly\b|\bat random\b")),
    ("safety", regex.compile(
        r"(?i)safety (?:population|analys|set|cohort)|(?:evaluable|assessable|assessed|evaluated"
        r"|analy[sz]ed) for (?:\w+ )?(?:safety|toxicity|tolerability)|\b(?:at least|≥) ?(?:one|1"
        r"|a single) (?:\w+ )?dose|\bone or more doses|\bany dose of")),
    ("evaluable", regex.compile(
        r"(?i)(?<!non)(?<!non-)(?<!not )\b(?:evaluable|assessable)\b|could be (?:evaluated|assessed)"
        r"|(?:evaluated|assessed) for (?:\w+ )?(?:response|efficacy)")),
    ("analyzed", regex.compile(
        r"(?i)intent(?:ion)?[- ]to[- ]treat|\bm?ITT\b|\banaly[sz]ed|full analysis set|per[- ]protocol"
        r"|included in (?:the|this|our) (?:\w+\s){0,3}analys[ei]s|\banalysis population")),
    ("enrolled", regex.compile(
        r"(?i)\b(?:enroll?\w*|includ(?:ed|es|ing)|stud(?:ied|ies|y)|recruited|evaluated|entered|identified"
        r"|accrued|registered|treated|reviewed|retrieved|involving|comprised|comprising|recruiting|collected"
        r"|received|receiving|given|underwent|participated|took part|infused|transplanted|apheresis|began"
        r"|taken (?:in)?to|covered|assembled|gathered)\b")),
)  # fmt: skip
# a count right behind one of these is the whole study: "we studied 140 patients", "data from 52 patients"
_GOVERNING = regex.compile(
    r"(?i)\b(?P<verb>(?:enroll?(?:ed|ing|s)|includ(?:ed|es|ing)|studied|recruit(?:ed|ing)|evaluated"
    r"|identif(?:ied|y)|accrued|registered|treat(?:ed)?|review(?:ed)?|retrieved|involving|involved|analy[sz]ed"
    r"|randomi[sz](?:ed|ing)|assigned|allocated|compris(?:ed|ing)|report on|screened"
    r"|(?:data|results|outcomes?|records|charts|histories|files|analysis|stud(?:y|ies)|trials?|experience|cohort"
    r"|series|sample|database|total|group|population|evaluation|meta-analysis|survey)\s(?:from|of|on|in|with|for"
    r"|among)|(?:accrual|enrol?lment|recruitment)\sof|(?:evaluated|studied|tested|investigated"
    r"|assessed) (?:in|on|with)"
    r"|(?:stud(?:y|ies)|trials?|analys[ei]s|evaluation|review|survey|investigation|research)\s(?:[\w-]+\s){0,5}?"
    r"(?:conducted|performed|done|carried out|undertaken) (?:in|on|with|among)|left|leaving|consisted of)"
    r"(?: (?:a )?total (?:of )?)?)(?:\s(?:a (?:total|cohort|series) of|all|our|the|these|only|first|data (?:from"
    r"|of)|records of|an additional|approximately|about|over|more than)){0,3}\s$"
)
_OPENING = regex.compile(
    r"(?i)(?:^|[.;:,]\s|\band\s|\bwith\s|\bwhom\s|\bwhich\s|\bafter\s|\bwhen\s|\bwhere\s|\bthat\s|\bthe\s"
    r"|\b(?:trial|study|series|period|years|months|analysis|cent(?:er|re)s?|hospitals?|(?:19"
    r"|20)\d{2})\s)(?:(?:in|a) total(?: of)?,?\s|overall,?\s|these,\s|altogether,?\s|only\s|all\s|the first\s"
    r"|(?:consequently|therefore|thus|hence|finally|ultimately|eventually|accordingly),?\s)?$"
)
_OF_THESE = regex.compile(
    r"(?i)(?:^|[.;:,]\s)(?:of|among|in|for|from)\s(?:the\s|these\s|those\s|all\s|a total of\s|our\s){0,3}$"
)
_PHRASE = regex.compile(
    rf"(?:[\s-](?!(?:of|in|with|and|to|had|were|was)\b)[\p{{L}}\d/+≥–-]+){{0,9}}?\s{PEOPLE}", flags=regex.I
)
_RELATIVE = regex.compile(r"(?i)\b(?:who|whom|that|which|whose)(?:\s[a-z-]+){0,2}?\s$")
# "with relapsed myeloma": a participle behind a preposition is no predicate
_ATTRIBUTE = regex.compile(r"(?i)\b(?:with|of|for|in|from|a|an|the|newly|previously|/)\s?$")
_FINITE = regex.compile(
    r"(?i)\b(?:(?:were|was|have been|had been|has been|are|is)(?:\s(?:then|subsequently|finally|centrally"
    r"|initially|successfully|prospectively|also|all|still|not))?\s[\w-]+|could be \w+|underwent|received"
    r"|entered|participated|took part|completed"
    r"|had|have|has|did|died|achieved|experienced|developed|responded|discontinued|progressed|relapsed|remained?"
    r"|required|withdrew|started|improved|showed|met|attained|obtained|reached|survived|refused|declined)\b"
)
_NO_SIZE = regex.compile(
    r"(?i)\b(?:screened|excluded|alive|not|never|for eligibility|withdr\w+|discontinu\w+|progressed|crossed"
    r"|censored|ongoing|remain\w*|respon(?:ded|ders?)|achieved|experienced|developed|required|improved|died|dead"
    r"|(?:had|have|has)(?! been| received| undergone)|did|started|showed|met|attained|obtained|reached"
    r"|relapsed|lost|hospitali[sz]ed"
    r"|ineligible|planned|survived|refused|declined|eliminated|abandoned|men|women|male|female|white|refractory"
    r"|considered|found|observed|still)\b"
)
_AT_LEVEL = regex.compile(
    r"(?i)[^.;,]{0,50}?\bat (?!least|(?:\d{1,2}|two|three|four|five|six|seven|eight|several|different|all) )"
    r"(?:(?:this|that|the|each|dose) )?(?:[\w-]+ ){0,3}?(?:doses?|levels?"
    r"|MTD|RP2D)\b"
)
_EVALUABLE = regex.compile(rf"(?i)\s(?:response[- ])?(?:evaluable|assessable)\s(?:\w+\s)?{PEOPLE}")
_FOR_POPULATION = regex.compile(
    r"(?i)\s(?:patients\s)?(?:were\s)?for (?:(?P<safety>safety|toxicity)|response|efficacy)\b"
)
_OF_WHOM = regex.compile(r"(?i)\sof (?:whom|these|them|which)(?=\s(?:were|was|had|received))")
# toxicity or responses seen in so many patients are events; assessed in so many, they say what these are counted for
_ASSESSED_IN = regex.compile(
    r"(?i)\b(?:(?P<safety>safety|toxicit(?:y|ies))|(?P<evaluable>efficacy|responses?))\s(?:data\s)?"
    r"(?:(?:(?:was|were|could be|has been|have been)\s(?:\w+\s)?)?(?:assessed|evaluated|analy[sz]ed|available"
    r"|assessable|evaluable)\s|(?<=\bdata\s)|(?<=(?:^|[.;:,]\s|\b(?:and|(?:analy|evaluat|assess|report)\w{1,6})\s"
    r"(?:of\s)?(?:the\s)?)\w{6,10}\s))(?:in|for|from|on)\s(?:a total of\s|all\s|the\s)?$"
)
_OF_MYELOMA = regex.compile(r"(?i)\swith (?:[\w/-]+ ){0,5}(?:myeloma(?:tosis)?|MM|RRMM|NDMM|SMM)\b,")
_IN_POPULATION = regex.compile(r"(?i)\sin the (?:\w+[\s-]){0,4}(?:population|set|analysis)\b")
_PARTICIPLE = regex.compile(
    r"(?i)(?:\s(?:with|in|aged?|from|of|on)\s[^,;.]{3,60}?)?(?:\s(?:who|that) (?:were|underwent|had been)"
    r"|\s(?:who|that))?\s(?!were)(?P<role>enter(?:ed|ing) the (?:\w+ )?randomi[sz]ation"
    r"|randomi[sz](?:ed|ation)|random assignment|randomly assigned|enrolled|included"
    r"|evaluable|assessable|treated|analy[sz]ed|studied|registered|entered|evaluated"
    r"|(?:had|underwent) (?:leuk)?apheresis"
    r"|in the (?:modified )?(?:safety|intent(?:ion)?-to-treat|ITT|efficacy)[\w\s()-]{0,30}"
    r"(?:population|analysis|set|cohort))\b(?! with| by\b)"
)


_EVALUABLE_BEFORE = regex.compile(r"(?i)\b(?:evaluable|assessable|(?:evaluated|assessed|analy[sz]ed) for)\b")
# "Of 120 patients randomized, 118 were evaluated": some of a whole
_SOME_OF = regex.compile(
    r"(?i)(?:^|[.;]\s)(?:of|among|from)\s[^.;]{0,70}\b(?:enrol\w+|randomi[sz]\w+|registered|entered"
    r"|treated)\b[^.;,]{0,60},\s$"
)
_EVALUATED = regex.compile(
    r"(?i)\s(?:patients\s)?(?:were|could be)\s(?:evaluated|assessed)\b(?! for (?:safety|toxicity|eligibility))"
)
_SHARE_OF = regex.compile(r"%\sof\s(?:the\s|all\s)?$")
_NEGATED = regex.compile(
    r"(?i)\bscreened\s$|\b(?:exclud\w+|would|required to|plan(?:ned)? to|aim(?:ed)? to|target|expected|needed to)\b"
    r"[^.;,]{0,40}$|\b(?:subset|subgroup|proportion|fraction|majority|half) of\s$"
)


# "63 patients were treated with …": all patients of a study, unless it names a larger number
_WEAK = regex.compile(
    r"(?i)\b(?:treated|receiv\w+|given|underwent|undergoing|evaluated|collected|retrieved|identified"
    r"|completed|had been"
    r"|used|performed|carried|done|infused|transplanted"
    r"|analy[sz]\w+|assessed|studied|tested)\b"
)
_STRONG = regex.compile(
    r"(?i)\b(?:enroll?\w*|includ\w+|recruit\w+|accru\w+|registered|entered|randomi[sz]\w+|random"
    r"|participated|took part"
    r"|comprised|consisted)\b"
)
_OPEN_VERB = regex.compile(
    r"(?i)treat|(?:a )?(?:total|group|cohort|series)\b|(?:evaluated|studied|tested|investigated"
    r"|assessed)\s(?:in|on|with)"
)
# "Of the 88 patients, …", "The 65 participants had a median age of …"
_OF_ALL = regex.compile(r"(?:^|[.:;]\s)(?:(?:Of|Among|In|For)\s(?:(?:all|the|our|a total of)\s){0,2}|The\s|All\s)$")
_ALL_HAVE = regex.compile(
    rf"(?i)\s(?:(?!(?:who|with|whose)\b)[\w/-]+\s){{0,4}}?{PEOPLE}(?P<more>(?:,"
    rf"|\swith [\w/ -]{{2,40}}?(?:myeloma|MM),)"
    r"|\s(?:had|were|was)\s(?:a )?(?:median|mean|all|aged))"
)


def weakly(text: str, tally: Tally) -> bool:
    """Whether only treatment or data make a count the size of the study: "63 patients were treated with …"."""
    governed = _GOVERNING.search(text[: tally.start][-110:])
    if governed and not _OPEN_VERB.match(governed["verb"]):
        return False
    clause = regex.split(r"[;.]\s", text[tally.after : tally.after + 160])[0]
    words = regex.split(r"[;.]\s", text[max(0, tally.start - 60) : tally.start])[-1] + clause
    return bool(_WEAK.search(words)) and not _STRONG.search(words)


def of_all(text: str, tally: Tally) -> bool:
    """Whether a count without a role speaks of all patients: "Of 88 patients, 31% were …".

    >>> text = "The 65 participants had a median age of 61 years."
    >>> of_all(text, Tally(4, 6, 6, 65, "", people=True))
    True
    """
    opens = _OF_ALL.search(text[: tally.start][-30:])
    return bool(opens) and tally.plain and not tally.share and bool(_ALL_HAVE.match(text, tally.after))


# "We retrospectively analysed 52 patients", "the records of 52 patients were analysed"
_LOOKED_BACK = regex.compile(
    r"(?i)\bretrospective(?:ly)?\b|\b(?:data|records?|charts?|files?|histories|outcomes?|results|course"
    r"|characteristics)\s"
    r"(?:\w+\s){0,3}?(?:of|from|on|for)\s"
)
_IN_EACH = regex.compile(
    r"(?i)[^.;,]{0,60}?\b(?:in|to|on|for|per) each (?:of the )?(?:\w+ )?(?:arms?|groups?|cohorts?)\b"
)
# "Of the 52 patient charts reviewed"
_CHARTS = regex.compile(
    r"(?i)\s(?:charts?|records?|files?|histories)\s(?:that were\s)?(?:analy[sz]ed|reviewed|examined|studied)\b"
)
_OR_NOT = regex.compile(r"(?i)\sor not\b(?:\sto receive\b)?")
# "the safety population comprised 349"
_POPULATION_IS = regex.compile(
    r"(?i)\b(?P<words>(?:safety|(?:response[- ])?evaluable|efficacy|intent(?:ion)?[- ]to[- ]treat|m?ITT"
    r"|full analysis|per[- ]protocol)"
    r"(?:\s\([\w-]{2,8}\))?(?:\sanalysis)?\s(?:populations?|sets?|cohorts?|group))\s"
    r"(?:compris(?:ed|es)|includ(?:ed|es)|consist(?:ed|s) of|numbered|totall?ed|was"
    r"|contained)\s(?:a total of\s|all\s|the\s)?$"
)
_BASIS = regex.compile(
    r"(?i)\s[^.;]{0,110}?\b(?:form(?:ed|s)?|constitut(?:ed?|es)|(?:are|were|is)|ma[dk]e up|comprised?"
    r"|represent(?:ed)?)\s"
    r"(?:the (?:basis|subjects?|final cohort|study (?:cohort|population|group))|(?:of|for) (?:this|our|the present)"
    r" (?:report|study|analysis))\b"
)
# "There were 357 patients up to the age of 69 years enrolled."
_THERE = regex.compile(r"(?i)\bthere (?:were|are|have been)\s(?:a total of\s)?$")
_LAST_WORD = regex.compile(
    rf"(?i)\s(?:[\w/-]+\s){{0,4}}?{PEOPLE}\b[^.;:]{{0,80}}?\s(?P<role>enroll?ed|included|randomi[sz]ed"
    rf"|registered|recruited"
    r"|accrued|studied|entered|evaluable|assessable)\b"
)
# "We analysed outcomes after transplantation for myeloma in 52 recipients"
_SURVEY = regex.compile(
    r"(?i)\b(?:we|authors|study|analysis|report|survey|review|trial|registry|database|paper)\b[^.;:%]{0,60}?"
    r"\b(?:analy[sz]|review|compar|evaluat|assess|stud(?:y|ied)|examin|investigat|report|describ|present"
    r"|collect|conduct"
    r"|perform|summari[sz]|updat|includ)\w*[^.;:%()]{0,170}?\b(?:in|of|from|for|among|on|with)\s"
    r"(?:(?:a|the|our)\s(?:\w+\s){0,2}(?:cohort|series|group|total|sample|population)\sof\s|all\s|the\s"
    r"|our\s){0,2}$"
)
_COUNTED_BEFORE = regex.compile(rf"(?i)\b\d{{1,5}}\s(?:[\w/-]+\s){{0,4}}?{PEOPLE}")


def _surveyed(before: str) -> bool:
    """As in "We compared the outcome after relapse in 52 recipients": the authors looked at these people."""
    hit = _SURVEY.search(_BRACKETED.sub("", before)[-260:])
    return hit is not None and not _COUNTED_BEFORE.search(hit.group())


def role_behind(text: str, tally: Tally) -> str:
    """The role by the verb behind a bracket: "Patients with myeloma (n = 52), aged 60 or more, were randomised".

    >>> text = "Patients (n = 52) were randomised."
    >>> role_behind(text, Tally(10, 16, 16, 52, "", equals=True))
    'randomized'
    """
    found = _chained(_predicate(_BRACKETED.sub("", regex.sub(r"^[^()]{0,20}\)", "", text[tally.end :]))))
    return "randomized" if "randomized" in found else ""


def stands_for_all(text: str, tally: Tally) -> bool:
    """As in "The remaining 52 patients form the basis of this report".

    >>> stands_for_all("the remaining 52 are the subjects of this study", Tally(14, 16, 16, 52, ""))
    True
    """
    return _BASIS.match(text, tally.after) is not None


def whole_role(text: str, tally: Tally) -> str:
    """The role of the whole in "484 of 581 patients enrolled in the trial …": the words behind it.

    >>> text = "Forms came back from 48 of 58 patients enrolled."
    >>> whole_role(text, Tally(21, 29, 29, 58, "", part=48))
    'enrolled'
    """
    return next(_whole_of(_BRACKETED.sub("", text[tally.end :])), "")


def roles(text: str, tally: Tally) -> tuple[str, ...]:
    """The roles that a sentence gives to a count; none where it is no size of the study.

    Whose data were analysed after the event are all patients of the study: "We retrospectively analysed 52 patients".

    >>> text = "In total, 61 patients were screened, and 52 patients (38 men) were enrolled and randomly assigned."
    >>> [roles(text, Tally(at, at + 2, at + 2, 0, "", people=True)) for at in (text.index("61"), text.index("52"))]
    [(), ('randomized',)]
    """
    before, after = text[: tally.start], text[tally.after :]
    plain = _OF_WHOM.sub("", _OR_NOT.sub("", _BRACKETED.sub("", after)), count=1)
    found = _roles(before, plain, tally)
    if found == ("enrolled",) and _OF_WHOM.match(after) and not _STRONG.search(_predicate(plain)):
        return ()  # "52 patients, 31 of whom received …"
    if found == ("analyzed",) and (_LOOKED_BACK.search(before) or _LOOKED_BACK.search(_predicate(plain))):
        return ("enrolled",)
    return found


def _roles(before: str, plain: str, tally: Tally) -> tuple[str, ...]:
    """The roles by the first of the wordings that fits; brackets are left out of the words behind the count."""
    if _AT_LEVEL.match(plain) or _IN_EACH.match(plain):
        return ()
    if found := _stated(before, plain):
        return tuple(found)
    if _OF_THESE.search(before):
        return tuple(_whole_of(plain))
    if tally.share or _SHARE_OF.search(before) or _NEGATED.search(before):
        return ()
    if _phrase_end(plain) is not None and (found := list(_led(before, plain))):
        return tuple(found)
    opens = not before.strip() or (_OPENING.search(before[-40:]) and not open_bracket(before))
    return tuple(_predicated(before, plain)) if opens else ()


def _stated(before: str, plain: str) -> list[str]:
    """The roles that words say outright: the basis of a report, a named population."""
    if _BASIS.match(plain):
        return ["enrolled"]
    if hit := _POPULATION_IS.search(before):
        return list(first_role(hit["words"].replace("efficacy", "evaluable")))
    return _population(before, plain)


def _led(before: str, plain: str) -> Iterator[str]:
    """The role by the words in front of a phrase: a verb that governs it, authors who looked at it, "there were"."""
    if governed := _GOVERNING.search(before[-110:]):
        yield from _governed(before[-110:], governed, plain)
    elif _surveyed(before):
        yield "enrolled"
    elif _THERE.search(before) and (stated := _LAST_WORD.match(plain)):
        yield from first_role(stated["role"])


def _population(before: str, plain: str) -> list[str]:
    """As in "47 evaluable patients", "41 were evaluable for response and 45 for toxicity", "efficacy … in 198"."""
    if evaluable := _EVALUABLE.match(plain):
        later = [] if _OF_THESE.search(before) else _chained(_predicate(plain[evaluable.end() :]))
        return ["evaluable", *(r for r in later if r in ("enrolled", "randomized") and "received" not in plain)]
    if _SOME_OF.search(before) and _EVALUATED.match(plain):
        return ["evaluable"]
    named = _FOR_POPULATION.match(plain) if _EVALUABLE_BEFORE.search(before) else _ASSESSED_IN.search(before[-90:])
    if named:
        return ["safety" if named["safety"] else "evaluable"]
    return [r for r in _whole_of(plain) if r in ("evaluable", "safety")] if _SHARE_OF.search(before) else []


def _phrase_end(plain: str) -> int | None:
    hit = _PHRASE.match(plain)
    return hit.end() if hit else None


def _whole_of(plain: str) -> Iterator[str]:
    """As in "Of 54 patients enrolled, …", "Of all 31 evaluable patients, …": the words of the whole give its role."""
    hit = _PHRASE.match(plain)
    if hit is None:
        return
    if _CHARTS.match(plain, hit.end()):
        yield "enrolled"
        return
    stated = _PARTICIPLE.match(plain, hit.end())
    words = hit.group() + " " + (stated["role"] if stated else "")
    yield from first_role(words + (" studied" if _OF_MYELOMA.match(plain, hit.end()) else ""))


def first_role(words: str) -> Iterator[str]:
    """The role that some words name, where they name one; the narrowest first."""
    yield from [name for name, cue in _ROLES if cue.search(words)][:1]


def _governed(before: str, governed: regex.Match[str], plain: str) -> Iterator[str]:
    """As in "We randomly assigned 52 patients": the verb in front decides, then the words of the phrase itself."""
    end = _phrase_end(plain) or 0
    verb = before[max(0, governed.start() - 40) :]
    tail = _predicate(plain[end:])
    population = _IN_POPULATION.match(plain, end)
    later = [] if _NO_SIZE.search(tail) else _chained(tail)
    named = list(first_role(population.group() if population else plain[:end])) or list(first_role(verb))
    if governed["verb"].endswith("total of") or "randomized" in later:
        named = later or named
    if not (named or (tail and _NO_SIZE.search(tail) and governed["verb"].endswith("total of"))):
        named = ["enrolled"]
    yield from named


def _predicated(before: str, plain: str) -> Iterator[str]:
    """As in "52 patients … were enrolled and randomly assigned": the verbs after the phrase decide."""
    end = _phrase_end(plain)
    if end is None and not regex.match(
        r"\s(?:were|was|had been|have been|randomly|enrolled|randomi[sz]ed(?=\s?(?:[.,;(]|to\b|and\b|$))"
        r"|received (?:at least|≥|one or more)"
        r"|entered (?:the|this|our) (?:\w+ ){0,2}(?:study|trial|analys[ei]s|protocol))\b",
        plain,
    ):
        return
    words = plain[: end or 0]
    predicate = _predicate(plain[end or 0 :])
    if not predicate or _NO_SIZE.search(predicate):
        return
    chained = _chained(predicate)
    if regex.match(r"(?i)were (?:actually )?treated$", predicate.strip()) and regex.search(
        r"(?i)\brandomi|\benrolled", before
    ):
        chained = ["safety"]
    if named := [r for r in first_role(words) if r in ("evaluable", "randomized")]:
        yield from dict.fromkeys([*named, *chained])
        return
    yield from chained


def _predicate(rest: str) -> str:
    """The first finite verb that is not in a relative clause, with the words that belong to it."""
    clause = regex.split(r"[;:.](?:\s|$)", rest[:260])[0]
    for hit in _FINITE.finditer(clause):
        if _RELATIVE.search(clause[: hit.start()]) or _ATTRIBUTE.search(clause[: hit.start()]):
            continue
        tail = clause[hit.start() : hit.start() + 110]
        return str(
            regex.split(
                r",\s(?!randomly|and (?:randomly|received|treated))|\s(?:of whom|from|between|compared|until"
                r"|who)\b",
                tail,
            )[0]
        )
    # "522 randomly assigned to …": the auxiliary stands with an earlier subject
    elliptic = regex.match(
        r"\s(?:were\s)?(?:randomly (?:assigned|allocated)|randomi[sz]ed|enrolled|accrued|evaluable)\b"
        r"|\s(?:began|started|received)\s(?:the\s)?(?:study\s)?(?:therapy"
        r"|treatment|drug)\b[^;.]{0,60}\banalysis population\b",
        clause,
    )
    return elliptic.group() if elliptic else ""


def _chained(predicate: str) -> list[str]:
    """The roles of a chain of verbs: one for the size of the study, and the populations beside it."""
    found = [name for name, cue in _ROLES if cue.search(predicate)]
    if predicate.startswith("completed") and "randomized" not in found:
        return []
    if "safety" in found and "enrolled" not in predicate:
        found = [f for f in found if f != "analyzed"]
    if "safety" in found and not regex.search(
        r"(?i)\b(?:efficacy|response)\b", regex.split(r"(?:,|\band)\s\d", predicate)[0]
    ):
        found = [f for f in found if f != "evaluable"]
    if "randomized" in found:  # one count, one size of the study
        found = [f for f in found if f not in ("enrolled", "analyzed")]
    if {"evaluable", "safety", "analyzed"} & set(found) and not regex.search(
        r"(?i)\benrolled|\bentered(?! the (?:\w+ ){0,2}(?:safety|efficacy|analys[ei]s))|\brecruited", predicate
    ):
        found = [f for f in found if f != "enrolled"]
    return sorted(found, key=("enrolled", "randomized", "analyzed", "evaluable", "safety").index)
