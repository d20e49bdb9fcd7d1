"""The headings under which papers put their parts."""

from __future__ import annotations

import regex

from myelomine.document import Section

# "2. Methods", "II. Methods", "2 | METHODS" (Wiley), "2 • Methods"
_NUMBERING = regex.compile(
    r"^(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)]\s?(?:\d{1,2}\.?){0,3}|\d{1,2})\s+(?:[|│•·–—]\s*)?|[\s:.|]+$"
)
_SUBNUMBER = regex.compile(r"\d{1,2}\.\d{1,2}\b")
_KINDS_OF_METHODS = (
    "patients?|materials?|subjects?|study|design|participants?|experimental|research|statistical|clinical"
)

# Each phrase is a pattern for a whole heading, without its number; the first section that matches wins.
_PHRASES: dict[Section, tuple[str, ...]] = {
    Section.ABSTRACT: (r"(?:structured |graphical |english )?abstract", "summary", "synopsis", "key points?"),
    Section.REFERENCES: (
        r"references(?: and (?:further|recommended) reading| list| cited)?",
        "bibliography",
        "literature(?: cited)?",
        "works cited",
    ),
    Section.BACK: (
        r"acknowledge?ments?.{0,30}",
        r"funding.{0,40}",
        r"financial (?:support|disclosure).{0,30}",
        r"(?:source|role)s? of (?:the )?funding.{0,20}",
        r"(?:declaration of |statement of |potential )?(?:conflicts? of |competing )?interests?(?: \p{L}{1,12})?",
        r"disclosures?.{0,30}",
        "declarations?",
        r"(?:authors?['’]?s?['’]? )?contributions?",
        r"authorship(?: contributions?)?",
        r"author (?:information|notes?)",
        r"data (?:availability|sharing).{0,30}",
        r"availability of data.{0,30}",
        r"supplement(?:ary|al).{0,40}",
        "supporting information",
        r"appendix.{0,30}",
        r"ethic(?:s|al).{0,40}",
        r"(?:list of )?abbreviations?.{0,20}",
        "footnotes?",
        "additional information",
        r"publisher['’]?s note",
        r"copyright.{0,30}",
        r"reprints? and permissions.{0,30}",
        r"correspondence.{0,40}",
        r"consent .{0,30}",
    ),
    Section.INTRODUCTION: (r"introduction(?: and .{1,30})?", r"background(?: and .{1,30})?", "rationale"),
    Section.METHODS: (
        rf"(?:(?:{_KINDS_OF_METHODS})(?:,? (?:and|&) |,? ))?(?:methods?|methodology|procedures?)(?: and .{{1,30}})?",
        r"(?:study )?(?:design|population)(?: and .{1,40})?",
        "patients",
        "patients,? materials?,? and methods?",
        r"statistical (?:analysis|analyses|methods)",
        "experimental section",
        r"eligibility(?: criteria)?",
        r"search strategy.{0,40}",
    ),
    Section.RESULTS: (r"results?(?: and discussions?)?", "findings", "main results", "outcomes?"),
    Section.DISCUSSION: (
        r"(?:general )?discussions?(?: and .{1,30})?",
        r"(?:summary and )?conclusions?(?: and .{1,50})?",
        "concluding remarks",
        "limitations",
        "comments?",
        "interpretation",
        "perspectives?",
        r"future (?:directions|perspectives)",
        r"expert (?:opinion|commentary)",
    ),
}
_PARTS = tuple((s, regex.compile("|".join(phrases), regex.IGNORECASE)) for s, phrases in _PHRASES.items())

_ABSTRACT_PART = regex.compile(
    r"(?:background|introduction|objectives?|aims?|purpose|design|setting|patients?|participants?|subjects?|materials?|"
    r"methods?|interventions?|measurements?|main outcome|results?|findings|interpretation|conclusions?|significance|"
    r"trial registration|funding|experimental design|context|rationale|outcomes?)\b[\w\s,&/]{0,50}",
    regex.IGNORECASE,
)
_LAST_PART = regex.compile(
    r"(?:conclusions?|interpretation|significance|trial registration|funding|clinical)", regex.IGNORECASE
)


def section_named(heading: str) -> Section | None:
    """The section that a heading opens, or None for a heading of a paper's own.

    >>> section_named("2. Materials and Methods").value
    'methods'
    >>> section_named("3 | RESULTS").value
    'results'
    >>> section_named("Single-agent lenalidomide") is None
    True
    """
    name = _NUMBERING.sub("", _NUMBERING.sub("", heading)).strip()
    return next((section for section, pattern in _PARTS if pattern.fullmatch(name)), None)


def is_numbered_part(heading: str) -> bool:
    """Whether a heading carries a number within a numbered section, as only the body of a paper does.

    >>> is_numbered_part("2.2 | Treatment"), is_numbered_part("Funding")
    (True, False)
    """
    return bool(_SUBNUMBER.match(heading))


def is_abstract_part(heading: str) -> bool:
    """Whether a heading may stand inside a structured abstract."""
    return bool(_ABSTRACT_PART.fullmatch(heading.strip(" :.")))


def is_last_part(heading: str) -> bool:
    """Whether a structured abstract ends with the part under this heading."""
    return bool(_LAST_PART.match(heading))
