"""Narrative review: one study a row in wide tables, one continued over two pages, one on a turned page."""

from dataclasses import replace

from corpus.content import PageBreak, Paper, Para, Table, row_text
from corpus.truth import (
    Fact,
    Facts,
    Group,
    against,
    arm,
    dose,
    expected,
    flat,
    hazard,
    landmark,
    median,
    named_toxicity,
    optional,
    rate,
    size,
    stated,
    toxicity,
)

COLUMNS = ("Study", "Regimen", "Schedule", "N", "ORR", "CR", "Time to event", "Key toxicities")
RD = "Len 25 mg on days 1–21 and Dex 40 mg weekly; 28-day cycles"
RANDOMIZED = (
    (
        "MM-003\nSan Miguel et al<super>6</super>",
        "Pom-LoDex",
        "Pom 4 mg on days 1–21 and Dex 40 mg weekly; 28-day cycles",
        "302",
        "31%",
        "1%",
        "PFS: 4.0 months\nOS: 12.7 months",
        "Grade 3/4 neutropenia: 48%\nGrade 3/4 anemia: 33%\nGrade 3/4 infection: 30%",
    ),
    (
        "",
        "HiDex",
        "Dex 40 mg on days 1–4, 9–12, and 17–20; 28-day cycles",
        "153",
        "10%",
        "0%",
        "PFS: 1.9 months\nOS: 8.1 months",
        "Grade 3/4 neutropenia: 16%\nGrade 3/4 anemia: 37%\nGrade 3/4 infection: 24%",
    ),
    (
        "ASPIRE\nStewart et al<super>7</super>",
        "KRd",
        "Car 20 mg/m² on days 1 and 2 of cycle 1, then 27 mg/m² on days 1, 2, 8, 9, 15, and 16; Len 25 mg on "
        "days 1–21; Dex 40 mg weekly; 28-day cycles",
        "396",
        "87.1%",
        "31.8%",
        "PFS: 26.3 months\nOS: 48.3 months",
        "Grade ≥3 hypertension: 4.3%\nGrade ≥3 cardiac failure: 3.8%",
    ),
    (
        "",
        "Rd",
        RD,
        "396",
        "66.7%",
        "9.3%",
        "PFS: 17.6 months\nOS: 40.4 months",
        "Grade ≥3 hypertension: 1.8%\nGrade ≥3 cardiac failure: 1.8%",
    ),
    (
        "ENDEAVOR\nDimopoulos et al<super>8</super>",
        "Kd",
        "Car 20 mg/m² on days 1 and 2 of cycle 1, then 56 mg/m² on days 1, 2, 8, 9, 15, and 16; "
        "Dex 20 mg on days 1, 2, 8, 9, 15, 16, 22, and 23; 28-day cycles",
        "464",
        "77%",
        "13%",
        "PFS: 18.7 months\nOS: 47.6 months",
        "Grade ≥3 hypertension: 9%\nGrade ≥2 peripheral neuropathy: 6%",
    ),
    (
        "",
        "Vd",
        "Bort 1.3 mg/m² on days 1, 4, 8, and 11; Dex 20 mg on days 1, 2, 4, 5, 8, 9, 11, and 12; 21-day cycles",
        "465",
        "63%",
        "6%",
        "PFS: 9.4 months\nOS: 40.0 months",
        "Grade ≥3 hypertension: 3%\nGrade ≥2 peripheral neuropathy: 32%",
    ),
    (
        "POLLUX\nDimopoulos et al<super>9</super>",
        "DRd",
        "Dara 16 mg/kg weekly in cycles 1–2, every 2 weeks in cycles 3–6, every 4 weeks thereafter; " + RD,
        "286",
        "92.9%",
        "43.1%",
        "12-month PFS: 83.2%",
        "Grade 3/4 neutropenia: 51.9%\nGrade 3/4 thrombocytopenia: 12.7%",
    ),
    (
        "",
        "Rd",
        RD,
        "283",
        "76.4%",
        "19.2%",
        "12-month PFS: 60.1%",
        "Grade 3/4 neutropenia: 37.0%\nGrade 3/4 thrombocytopenia: 13.5%",
    ),
    (
        "CASTOR\nPalumbo et al<super>10</super>",
        "DVd",
        "Dara 16 mg/kg weekly in cycles 1–3, every 3 weeks in cycles 4–8, every 4 weeks thereafter; Bort 1.3 "
        "mg/m² SC on days 1, 4, 8, and 11; Dex 20 mg on days 1, 2, 4, 5, 8, 9, 11, and 12; 21-day cycles",
        "251",
        "82.9%",
        "19.2%",
        "12-month PFS: 60.7%",
        "Grade 3/4 thrombocytopenia: 45.3%\nGrade 3/4 neutropenia: 12.8%",
    ),
    (
        "",
        "Vd",
        "Bort 1.3 mg/m² SC on days 1, 4, 8, and 11; Dex 20 mg on days 1, 2, 4, 5, 8, 9, 11, and 12; 21-day cycles",
        "247",
        "63.2%",
        "9.0%",
        "12-month PFS: 26.9%",
        "Grade 3/4 thrombocytopenia: 32.9%\nGrade 3/4 neutropenia: 4.2%",
    ),
    (
        "ELOQUENT-2\nLonial et al<super>11</super>",
        "ERd",
        "Elo 10 mg/kg weekly in cycles 1–2, then every 2 weeks; Len 25 mg on days 1–21; Dex 40 mg weekly; 28-day "
        "cycles",
        "321",
        "79%",
        "4%",
        "PFS: 19.4 months",
        "Grade 3/4 lymphopenia: 77%\nGrade 3/4 neutropenia: 34%",
    ),
    ("", "Rd", RD, "325", "66%", "7%", "PFS: 14.9 months", "Grade 3/4 lymphopenia: 49%\nGrade 3/4 neutropenia: 44%"),
    (
        "TOURMALINE-MM1\nMoreau et al<super>12</super>",
        "IRd",
        "Ixa 4 mg on days 1, 8, and 15; Len 25 mg on days 1–21; Dex 40 mg weekly; 28-day cycles",
        "360",
        "78.3%",
        "11.7%",
        "PFS: 20.6 months\nOS: NR",
        "Grade 3/4 thrombocytopenia: 19%\nRash: 36%",
    ),
    (
        "",
        "Placebo-Rd",
        RD,
        "362",
        "71.5%",
        "6.6%",
        "PFS: 14.7 months\nOS: NR",
        "Grade 3/4 thrombocytopenia: 9%\nRash: 23%",
    ),
)
KEY_1 = (
    "Bort, bortezomib; Car, carfilzomib; CR, complete response; Dara, daratumumab; Dex, dexamethasone; Elo, "
    "elotuzumab; Ixa, ixazomib; Len, lenalidomide; N, number of patients; NR, not reached; ORR, overall response "
    "rate; OS, overall survival; PFS, progression-free survival; Pom, pomalidomide; SC, subcutaneously. Times to "
    "event are medians unless stated otherwise."
)
WIDTHS = (1.55, 0.95, 2.6, 0.5, 0.68, 0.68, 1.35, 2.0)
TABLE_1 = Table(
    "Table 1.",
    "Randomized trials of novel combinations in relapsed or refractory multiple myeloma",
    (COLUMNS,),
    RANDOMIZED[:6],
    WIDTHS,
    centred=False,
)
TABLE_1_CONTINUED = Table("Table 1.", "(continued)", (COLUMNS,), RANDOMIZED[6:], WIDTHS, notes=KEY_1, centred=False)

TABLE_2 = Table(
    "Table 2.",
    "Early-phase studies in patients with relapsed or refractory multiple myeloma",
    (("Study", "Regimen", "Schedule", "N", "ORR", "≥VGPR", "CR", "Median TTE (months)", "Key toxicities"),),
    (
        (
            "Lacy et al<super>13</super>",
            "Pom-Dex",
            "Pom 2 mg on days 1–28; Dex 40 mg on days 1, 8, 15, and 22; 28-day cycles",
            "60",
            "63%",
            "33%",
            "5%",
            "PFS 11.6",
            "Grade 3/4 neutropenia 32%; grade 3/4 anemia 5%; neuropathy (any grade) 18%",
        ),
        (
            "MM-002<super>14</super>",
            "Pom-LoDex",
            "Pom 4 mg on days 1–21; Dex 40 mg weekly; 28-day cycles",
            "113",
            "33%",
            "",
            "3%",
            "PFS 4.2\nOS 16.5",
            "Grade 3/4 neutropenia 41%; grade 3/4 anemia 22%; grade 3/4 pneumonia 22%",
        ),
        (
            "",
            "Pom",
            "Pom 4 mg on days 1–21; 28-day cycles",
            "108",
            "18%",
            "",
            "2%",
            "PFS 2.7\nOS 13.6",
            "Grade 3/4 neutropenia 48%; grade 3/4 anemia 24%; grade 3/4 pneumonia 15%",
        ),
        (
            "PX-171-003-A1<super>15</super>",
            "Carfilzomib",
            "20 mg/m² on days 1, 2, 8, 9, 15, and 16 in cycle 1; 27 mg/m² on the same days thereafter; 28-day cycles",
            "266",
            "23.7%",
            "5.4%",
            "0.4%",
            "DOR 7.8\nOS 15.6",
            "Grade 3/4 thrombocytopenia 29%; grade 3/4 anemia 24%; grade 3/4 lymphopenia 20%",
        ),
        (
            "SIRIUS<super>16</super>",
            "Daratumumab",
            "16 mg/kg IV weekly for 8 weeks, every 2 weeks for 16 weeks, then every 4 weeks",
            "106",
            "29.2%",
            "12.3%",
            "2.8%*",
            "PFS 3.7\nDOR 7.4",
            "Fatigue (any grade) 40%; grade 3/4 anemia 24%; infusion reactions 42%",
        ),
        (
            "STORM, part 2<super>17</super>",
            "Selinexor-Dex",
            "Selinexor 80 mg and Dex 20 mg PO twice weekly",
            "122",
            "26%",
            "7%",
            "2%*",
            "PFS 3.7\nOS 8.6",
            "Grade 3/4 thrombocytopenia 59%; grade 3/4 anemia 44%; grade 3/4 hyponatremia 22%",
        ),
        (
            "DREAMM-2<super>18</super>",
            "Belantamab 2.5 mg/kg",
            "2.5 mg/kg IV every 3 weeks",
            "97",
            "31%",
            "19%",
            "",
            "PFS 2.9",
            "Grade 3/4 keratopathy 27%; grade 3/4 thrombocytopenia 20%",
        ),
        (
            "",
            "Belantamab 3.4 mg/kg",
            "3.4 mg/kg IV every 3 weeks",
            "99",
            "34%",
            "20%",
            "",
            "PFS 4.9",
            "Grade 3/4 keratopathy 21%; grade 3/4 thrombocytopenia 33%",
        ),
    ),
    (1.4, 1.35, 2.9, 0.5, 0.7, 0.75, 0.65, 1.2, 3.0),
    notes="*Stringent complete response. DOR, duration of response; TTE, time to event; VGPR, very good partial "
    "response. Other abbreviations as in Table 1.",
    centred=False,
)

PAPER = Paper(
    name="review-wide-tables",
    layout="review",
    title="Combination treatment at relapse of multiple myeloma: what the randomized trials of a decade have taught",
    running_head="Treatment at relapse of multiple myeloma",
    front=(
        Para(
            "Combination treatment at relapse of multiple myeloma: what the randomized trials of a decade have taught",
            "title",
        ),
        Para(
            "Ottoline Varga<super>1</super>, Henrik Sandvoll<super>2</super>, Bruna Teixeira-Prado<super>1</super>",
            "authors",
        ),
        Para(
            "<super>1</super>Department of Internal Medicine, Clinic of Saint Aldhelm; <super>2</super>Section "
            "of Hematology, Norddal Hospital",
            "affiliation",
        ),
        Para("Abstract", "heading"),
        Para(
            "Nearly every patient with multiple myeloma relapses. Within ten years, three further proteasome "
            "inhibitors and immunomodulatory drugs and several antibodies have been approved for relapsed or "
            "refractory disease, most of them as a third partner of an older doublet. We review the randomized "
            "trials that led there, the early-phase studies before them, and the toxicities that decide what a "
            "given patient can take.",
            "abstract",
        ),
        Para(
            "<b>Keywords:</b> multiple myeloma, relapse, pomalidomide, carfilzomib, daratumumab, elotuzumab, ixazomib",
            "abstract",
        ),
    ),
    body=(
        Para("Introduction", "heading"),
        Para(
            "Multiple myeloma makes up about 10% of hematologic cancers, and its incidence rises with age. "
            "Thalidomide, bortezomib, and lenalidomide changed the outlook of newly diagnosed "
            "patients,<super>1–3</super> but remissions end, and each one tends to be shorter than the one "
            "before.<super>4</super> Patients whose disease is refractory to both bortezomib and lenalidomide "
            "used to live for less than a year.<super>5</super> This review covers the drugs that were tested in "
            "such patients, first alone and then in combination."
        ),
        Para("Pomalidomide", "heading"),
        Para(
            "Lacy and colleagues gave pomalidomide at a continuous daily dose of 2 mg together with weekly "
            "dexamethasone to 60 patients and saw objective responses in 63% of them (Table 2). Among the 20 "
            "patients in that study who were refractory to lenalidomide, 40% responded. The randomized phase 2 "
            "study MM-002 settled on 4 mg for three weeks out of four and showed that dexamethasone matters: the "
            "response rate was 33% with it and 18% without it."
        ),
        Para(
            "MM-003 compared pomalidomide plus low-dose dexamethasone with high-dose dexamethasone in patients "
            "who had exhausted bortezomib and lenalidomide. PFS was longer with pomalidomide (HR 0.48, 95% CI "
            "0.39–0.60, P<0.0001), and so was OS (HR 0.74, 95% CI 0.56–0.97, P=0.0285), although half of the "
            "control patients crossed over. In patients refractory to both lenalidomide and bortezomib, median "
            "PFS was 3.7 months with Pom-LoDex versus 2.0 months with HiDex. Neutropenia, anemia, and infections "
            "were the main toxicities; venous thromboembolism was rare (2% versus 1%)."
        ),
        Para("Carfilzomib", "heading"),
        Para(
            "Carfilzomib as a single agent induced responses in 23.7% of 257 evaluable patients of "
            "PX-171-003-A1, with a median duration of 7.8 months. Two phase 3 trials followed. In ASPIRE, adding "
            "it to lenalidomide and dexamethasone lengthened median PFS from 17.6 to 26.3 months (HR 0.69, 95% "
            "CI 0.57–0.83, P=0.0001). ENDEAVOR set carfilzomib against bortezomib head to head, each with "
            "dexamethasone: median PFS doubled (HR 0.53, 95% CI 0.44–0.65), and neuropathy of grade 2 or worse "
            "fell from 32% to 6%."
        ),
        TABLE_1,
        PageBreak("portrait"),
        TABLE_1_CONTINUED,
        Para("Monoclonal antibodies", "heading"),
        Para(
            "Daratumumab binds CD38. Alone it was active in SIRIUS, where the 12-month OS rate reached 64.8%; in "
            "combination it has set the standard. The hazard ratio for progression or death was 0.37 (95% CI "
            "0.27–0.52) in POLLUX and 0.39 (95% CI 0.28–0.53) in CASTOR. Minimal residual disease was "
            "undetectable in 22.4% of the daratumumab group and 4.6% of the control group of POLLUX. Infusion "
            "reactions occurred in 47.7% of patients given daratumumab in POLLUX and 45.3% of those in CASTOR, "
            "mostly during the first infusion."
        ),
        Para(
            "Elotuzumab, which targets SLAMF7, does nothing on its own but adds to lenalidomide. In ELOQUENT-2 "
            "the 2-year PFS rates were 41% with ERd and 27% with Rd (HR 0.70; 95% CI, 0.57–0.85; P<0.001). "
            "Infusion reactions were seen in 10% of patients in the elotuzumab group."
        ),
        PageBreak("landscape"),
        TABLE_2,
        PageBreak("portrait"),
        Para("Ixazomib", "heading"),
        Para(
            "The first oral proteasome inhibitor makes an all-oral triplet possible. TOURMALINE-MM1 met its "
            "primary end point, with an HR for PFS of 0.74 (95% CI 0.59–0.94; P=0.01) in favor of IRd. "
            "Peripheral neuropathy of any grade was reported in 27% of patients taking ixazomib and 22% of those "
            "taking placebo; rash and diarrhea were the other side effects to expect."
        ),
        Para("Newer agents", "heading"),
        Para(
            "Selinexor blocks nuclear export. Twice-weekly selinexor with dexamethasone produced a response in "
            "about one in four patients of STORM who were refractory to five drugs, at the price of "
            "thrombocytopenia, nausea, and fatigue. The antibody–drug conjugate belantamab mafodotin was studied "
            "at two doses in DREAMM-2; keratopathy calls for eye examinations before each dose."
        ),
        Para("Conclusion", "heading"),
        Para(
            "Triplets are better than doublets for most patients at first relapse. Which triplet depends on what "
            "the disease has already resisted, on heart and nerves, and on how often the patient can come to the "
            "clinic."
        ),
        Para("References", "heading"),
        Para("1. Singhal S, et al. Thalidomide at relapse. N Engl J Med. 1999;341:1565–1571.", "reference"),
        Para("2. Richardson PG, et al. APEX. N Engl J Med. 2005;352:2487–2498.", "reference"),
        Para("3. Weber DM, et al. MM-009. N Engl J Med. 2007;357:2133–2142.", "reference"),
        Para("4. Kumar SK, et al. Remission length by line. Mayo Clin Proc. 2004;79:867–874.", "reference"),
        Para("5. Kumar SK, et al. Double-refractory myeloma. Leukemia. 2012;26:149–157.", "reference"),
        Para("6. San Miguel J, et al. MM-003. Lancet Oncol. 2013;14:1055–1066.", "reference"),
        Para("7. Stewart AK, et al. ASPIRE. N Engl J Med. 2015;372:142–152.", "reference"),
        Para("8. Dimopoulos MA, et al. ENDEAVOR. Lancet Oncol. 2016;17:27–38.", "reference"),
        Para("9. Dimopoulos MA, et al. POLLUX. N Engl J Med. 2016;375:1319–1331.", "reference"),
        Para("10. Palumbo A, et al. CASTOR. N Engl J Med. 2016;375:754–766.", "reference"),
        Para("11. Lonial S, et al. ELOQUENT-2. N Engl J Med. 2015;373:621–631.", "reference"),
        Para("12. Moreau P, et al. TOURMALINE-MM1. N Engl J Med. 2016;374:1621–1634.", "reference"),
        Para("13. Lacy MQ, et al. Pomalidomide and dexamethasone. J Clin Oncol. 2009;27:5008–5014.", "reference"),
        Para("14. Richardson PG, et al. MM-002. Blood. 2014;123:1826–1832.", "reference"),
        Para("15. Siegel DS, et al. PX-171-003-A1. Blood. 2012;120:2817–2825.", "reference"),
        Para("16. Lonial S, et al. SIRIUS. Lancet. 2016;387:1551–1560.", "reference"),
        Para("17. Chari A, et al. STORM. N Engl J Med. 2019;381:727–738.", "reference"),
        Para("18. Lonial S, et al. DREAMM-2. Lancet Oncol. 2020;21:207–221.", "reference"),
    ),
)

POM_LODEX = Group("Pom-LoDex|pomalidomide plus low-dose dexamethasone|pomalidomide", "dexamethasone+pomalidomide")
HIDEX = Group("HiDex|high-dose dexamethasone", "dexamethasone")
KRD = Group("KRd|carfilzomib, lenalidomide and dexamethasone", "carfilzomib+dexamethasone+lenalidomide")
RD_ARM = Group("Rd|lenalidomide and dexamethasone|control", "dexamethasone+lenalidomide")
KD = Group("Kd|carfilzomib", "carfilzomib+dexamethasone")
VD = Group("Vd|bortezomib", "bortezomib+dexamethasone")
DRD = Group("DRd|daratumumab|daratumumab group", "daratumumab+dexamethasone+lenalidomide")
DVD = Group("DVd|daratumumab", "bortezomib+daratumumab+dexamethasone")
ERD = Group("ERd|elotuzumab|elotuzumab group", "dexamethasone+elotuzumab+lenalidomide")
IRD = Group("IRd|ixazomib", "dexamethasone+ixazomib+lenalidomide")
PLACEBO_RD = Group("Placebo-Rd|placebo", "dexamethasone+lenalidomide")
POM_DEX = Group("Pom-Dex|", "dexamethasone+pomalidomide")
POM = Group("Pom|pomalidomide", "pomalidomide")
CARFILZOMIB = Group("Carfilzomib|", "carfilzomib")
DARATUMUMAB = Group("Daratumumab|", "daratumumab")
SELINEXOR = Group("Selinexor-Dex|", "dexamethasone+selinexor")
BELANTAMAB_25 = Group("Belantamab 2.5 mg/kg|2.5 mg/kg", "belantamab mafodotin")
BELANTAMAB_34 = Group("Belantamab 3.4 mg/kg|3.4 mg/kg", "belantamab mafodotin")

MM_003 = "MM-003|San Miguel et al"
ASPIRE = "ASPIRE|Stewart et al"
ENDEAVOR = "ENDEAVOR|Dimopoulos et al"
POLLUX = "POLLUX|Dimopoulos et al"
CASTOR = "CASTOR|Palumbo et al"
ELOQUENT_2 = "ELOQUENT-2|Lonial et al"
TOURMALINE = "TOURMALINE-MM1|Moreau et al"
LACY = "Lacy et al|Lacy and colleagues"
MM_002 = "MM-002|Richardson et al"
PX_171 = "PX-171-003-A1|Siegel et al"
SIRIUS = "SIRIUS|Lonial et al"
STORM = "STORM|STORM, part 2|Chari et al"
DREAMM_2 = "DREAMM-2|Lonial et al"

LEN = dose("lenalidomide", "25 mg", days="1-21", cycle_days="28")
DEX_WEEKLY = dose("dexamethasone", "40 mg", cycle_days="28", frequency="weekly")
POM_4 = dose("pomalidomide", "4 mg", days="1-21", cycle_days="28")
BORT = dose("bortezomib", "1.3 mg/m2", days="1,4,8,11", cycle_days="21")
BORT_SC = replace(BORT, route="SC")
DEX_VD = dose("dexamethasone", "20 mg", days="1,2,4,5,8,9,11,12", cycle_days="21")
CAR_DAYS = "1,2,8,9,15,16"


def of_study(study: str, *facts: Facts) -> tuple[Fact, ...]:
    """The facts of one of the studies that the review presents."""
    return tuple(replace(fact, study=study) for fact in flat(facts))


def study_row(study: str, row: tuple[str, ...], group: Group, *facts: Facts) -> tuple[Fact, ...]:
    """The facts of one row; its regimen and its number of patients stand in every row.

    A group that may go without a name (its names end in a bar) is the whole study.
    """
    role = "enrolled" if group.names.endswith("|") else "group"
    return of_study(study, stated(row_text(row), arm(group), group(size(role, row[3])), group(*flat(facts))))


def outcome(orr: str, cr: str, *times: Fact) -> tuple[Fact, ...]:
    """The response columns and the column of times."""
    return (rate("ORR", orr), rate("CR", cr), *times)


def severe(grade: str, **percents: str) -> tuple[Fact, ...]:
    """Rates of toxicities of one grade."""
    return tuple(toxicity(name.replace("_", " "), grade, percent) for name, percent in percents.items())


TABLE_1_FACTS = (
    *study_row(
        MM_003,
        RANDOMIZED[0],
        POM_LODEX,
        POM_4,
        DEX_WEEKLY,
        *outcome("31", "1", median("PFS", "4.0"), median("OS", "12.7")),
        *severe("3-4", neutropenia="48", anemia="33", infection="30"),
    ),
    *study_row(
        MM_003,
        RANDOMIZED[1],
        HIDEX,
        dose("dexamethasone", "40 mg", days="1-4,9-12,17-20", cycle_days="28"),
        *outcome("10", "0", median("PFS", "1.9"), median("OS", "8.1")),
        *severe("3-4", neutropenia="16", anemia="37", infection="24"),
    ),
    *study_row(
        ASPIRE,
        RANDOMIZED[2],
        KRD,
        dose("carfilzomib", "20 mg/m2", days="1,2", cycles="1", cycle_days="28"),
        dose("carfilzomib", "27 mg/m2", days=CAR_DAYS, cycle_days="28"),
        LEN,
        DEX_WEEKLY,
        *outcome("87.1", "31.8", median("PFS", "26.3"), median("OS", "48.3")),
        *severe(">=3", hypertension="4.3", cardiac_failure="3.8"),
    ),
    *study_row(
        ASPIRE,
        RANDOMIZED[3],
        RD_ARM,
        LEN,
        DEX_WEEKLY,
        *outcome("66.7", "9.3", median("PFS", "17.6"), median("OS", "40.4")),
        *severe(">=3", hypertension="1.8", cardiac_failure="1.8"),
    ),
    *study_row(
        ENDEAVOR,
        RANDOMIZED[4],
        KD,
        dose("carfilzomib", "20 mg/m2", days="1,2", cycles="1", cycle_days="28"),
        dose("carfilzomib", "56 mg/m2", days=CAR_DAYS, cycle_days="28"),
        dose("dexamethasone", "20 mg", days="1,2,8,9,15,16,22,23", cycle_days="28"),
        *outcome("77", "13", median("PFS", "18.7"), median("OS", "47.6")),
        *severe(">=3", hypertension="9"),
        *severe(">=2", peripheral_neuropathy="6"),
    ),
    *study_row(
        ENDEAVOR,
        RANDOMIZED[5],
        VD,
        BORT,
        DEX_VD,
        *outcome("63", "6", median("PFS", "9.4"), median("OS", "40.0")),
        *severe(">=3", hypertension="3"),
        *severe(">=2", peripheral_neuropathy="32"),
    ),
    *study_row(
        POLLUX,
        RANDOMIZED[6],
        DRD,
        dose("daratumumab", "16 mg/kg", frequency="weekly", cycles="1-2", cycle_days="28"),
        dose("daratumumab", "16 mg/kg", frequency="every 2 weeks", cycles="3-6", cycle_days="28"),
        dose("daratumumab", "16 mg/kg", frequency="every 4 weeks", cycle_days="28"),
        LEN,
        DEX_WEEKLY,
        *outcome("92.9", "43.1", landmark("PFS", "12", "83.2")),
        *severe("3-4", neutropenia="51.9", thrombocytopenia="12.7"),
    ),
    *study_row(
        POLLUX,
        RANDOMIZED[7],
        RD_ARM,
        LEN,
        DEX_WEEKLY,
        *outcome("76.4", "19.2", landmark("PFS", "12", "60.1")),
        *severe("3-4", neutropenia="37.0", thrombocytopenia="13.5"),
    ),
    *study_row(
        CASTOR,
        RANDOMIZED[8],
        DVD,
        dose("daratumumab", "16 mg/kg", frequency="weekly", cycles="1-3", cycle_days="21"),
        dose("daratumumab", "16 mg/kg", cycles="4-8", cycle_days="21"),
        dose("daratumumab", "16 mg/kg", frequency="every 4 weeks"),
        BORT_SC,
        DEX_VD,
        *outcome("82.9", "19.2", landmark("PFS", "12", "60.7")),
        *severe("3-4", thrombocytopenia="45.3", neutropenia="12.8"),
    ),
    *study_row(
        CASTOR,
        RANDOMIZED[9],
        VD,
        BORT_SC,
        DEX_VD,
        *outcome("63.2", "9.0", landmark("PFS", "12", "26.9")),
        *severe("3-4", thrombocytopenia="32.9", neutropenia="4.2"),
    ),
    *study_row(
        ELOQUENT_2,
        RANDOMIZED[10],
        ERD,
        dose("elotuzumab", "10 mg/kg", frequency="weekly", cycles="1-2", cycle_days="28"),
        dose("elotuzumab", "10 mg/kg", frequency="every 2 weeks", cycle_days="28"),
        LEN,
        DEX_WEEKLY,
        *outcome("79", "4", median("PFS", "19.4")),
        *severe("3-4", lymphopenia="77", neutropenia="34"),
    ),
    *study_row(
        ELOQUENT_2,
        RANDOMIZED[11],
        RD_ARM,
        LEN,
        DEX_WEEKLY,
        *outcome("66", "7", median("PFS", "14.9")),
        *severe("3-4", lymphopenia="49", neutropenia="44"),
    ),
    *study_row(
        TOURMALINE,
        RANDOMIZED[12],
        IRD,
        dose("ixazomib", "4 mg", days="1,8,15", cycle_days="28"),
        LEN,
        DEX_WEEKLY,
        *outcome("78.3", "11.7", median("PFS", "20.6"), median("OS", "NR")),
        *severe("3-4", thrombocytopenia="19"),
        *severe("any", rash="36"),
    ),
    *study_row(
        TOURMALINE,
        RANDOMIZED[13],
        PLACEBO_RD,
        LEN,
        DEX_WEEKLY,
        *outcome("71.5", "6.6", median("PFS", "14.7"), median("OS", "NR")),
        *severe("3-4", thrombocytopenia="9"),
        *severe("any", rash="23"),
    ),
)

EARLY = TABLE_2.rows
TABLE_2_FACTS = (
    *study_row(
        LACY,
        EARLY[0],
        POM_DEX,
        dose("pomalidomide", "2 mg", days="1-28", cycle_days="28"),
        dose("dexamethasone", "40 mg", days="1,8,15,22", cycle_days="28"),
        rate(">=VGPR", "33"),
        *outcome("63", "5", median("PFS", "11.6")),
        *severe("3-4", neutropenia="32", anemia="5"),
        *severe("any", peripheral_neuropathy="18"),
    ),
    *study_row(
        MM_002,
        EARLY[1],
        POM_LODEX,
        POM_4,
        DEX_WEEKLY,
        *outcome("33", "3", median("PFS", "4.2"), median("OS", "16.5")),
        *severe("3-4", neutropenia="41", anemia="22", pneumonia="22"),
    ),
    *study_row(
        MM_002,
        EARLY[2],
        POM,
        POM_4,
        *outcome("18", "2", median("PFS", "2.7"), median("OS", "13.6")),
        *severe("3-4", neutropenia="48", anemia="24", pneumonia="15"),
    ),
    *study_row(
        PX_171,
        EARLY[3],
        CARFILZOMIB,
        dose("carfilzomib", "20 mg/m2", days=CAR_DAYS, cycles="1", cycle_days="28"),
        dose("carfilzomib", "27 mg/m2", days=CAR_DAYS, cycle_days="28"),
        rate(">=VGPR", "5.4"),
        *outcome("23.7", "0.4", median("DOR", "7.8"), median("OS", "15.6")),
        *severe("3-4", thrombocytopenia="29", anemia="24", lymphopenia="20"),
    ),
    *study_row(
        SIRIUS,
        EARLY[4],
        DARATUMUMAB,
        dose("daratumumab", "16 mg/kg", frequency="weekly", route="IV"),
        dose("daratumumab", "16 mg/kg", frequency="every 2 weeks"),
        dose("daratumumab", "16 mg/kg", frequency="every 4 weeks"),
        rate("ORR", "29.2"),
        rate(">=VGPR", "12.3"),
        rate("sCR", "2.8"),
        median("PFS", "3.7"),
        median("DOR", "7.4"),
        *severe("any", fatigue="40", infusion_reaction="42"),
        *severe("3-4", anemia="24"),
    ),
    *study_row(
        STORM,
        EARLY[5],
        SELINEXOR,
        dose("selinexor", "80 mg", frequency="twice weekly", route="PO"),
        dose("dexamethasone", "20 mg", frequency="twice weekly", route="PO"),
        rate("ORR", "26"),
        rate(">=VGPR", "7"),
        rate("sCR", "2"),
        median("PFS", "3.7"),
        median("OS", "8.6"),
        *severe("3-4", thrombocytopenia="59", anemia="44", hyponatremia="22"),
    ),
    *study_row(
        DREAMM_2,
        EARLY[6],
        BELANTAMAB_25,
        dose("belantamab mafodotin", "2.5 mg/kg", route="IV"),
        rate("ORR", "31"),
        rate(">=VGPR", "19"),
        median("PFS", "2.9"),
        *severe("3-4", keratopathy="27", thrombocytopenia="20"),
    ),
    *study_row(
        DREAMM_2,
        EARLY[7],
        BELANTAMAB_34,
        dose("belantamab mafodotin", "3.4 mg/kg", route="IV"),
        rate("ORR", "34"),
        rate(">=VGPR", "20"),
        median("PFS", "4.9"),
        *severe("3-4", keratopathy="21", thrombocytopenia="33"),
    ),
)

REFRACTORY = "refractory to both lenalidomide and bortezomib"
TEXT_FACTS = (
    *of_study(
        LACY,
        stated(
            "Among the 20 patients in that study who were refractory to lenalidomide, 40% responded",
            Group("refractory to lenalidomide", "dexamethasone+pomalidomide")(size("group", "20"), rate("ORR", "40")),
        ),
    ),
    *of_study(
        MM_003,
        stated(
            "PFS was longer with pomalidomide (HR 0.48, 95% CI 0.39–0.60, P<0.0001), and so was OS (HR 0.74, 95% "
            "CI 0.56–0.97, P=0.0285)",
            POM_LODEX(
                hazard("PFS", "0.48", "0.39–0.60", **against("<0.0001", HIDEX)),
                hazard("OS", "0.74", "0.56–0.97", **against("0.0285", HIDEX)),
            ),
        ),
        stated(
            "In patients refractory to both lenalidomide and bortezomib, median PFS was 3.7 months with "
            "Pom-LoDex versus 2.0 months with HiDex",
            Group(f"{REFRACTORY}|Pom-LoDex", POM_LODEX.regimen)(median("PFS", "3.7")),
            Group(f"{REFRACTORY}|HiDex", HIDEX.regimen)(median("PFS", "2.0")),
        ),
        stated(
            "venous thromboembolism was rare (2% versus 1%)",
            POM_LODEX(toxicity("venous thromboembolism", "any", "2")),
            HIDEX(toxicity("venous thromboembolism", "any", "1")),
        ),
    ),
    *of_study(
        MM_003,
        optional(
            stated(
                "Neutropenia, anemia, and infections were the main toxicities",
                POM_LODEX(*map(named_toxicity, ("neutropenia", "anemia", "infection"))),
            )
        ),
    ),
    *of_study(
        PX_171,
        stated(
            "Carfilzomib as a single agent induced responses in 23.7% of 257 evaluable patients of "
            "PX-171-003-A1, with a median duration of 7.8 months",
            CARFILZOMIB(size("evaluable", "257")),
        ),
    ),
    *of_study(
        ASPIRE,
        stated(
            "adding it to lenalidomide and dexamethasone lengthened median PFS from 17.6 to 26.3 months (HR "
            "0.69, 95% CI 0.57–0.83, P=0.0001)",
            KRD(hazard("PFS", "0.69", "0.57–0.83", **against("0.0001", RD_ARM))),
        ),
    ),
    *of_study(
        ENDEAVOR,
        stated(
            "median PFS doubled (HR 0.53, 95% CI 0.44–0.65)", KD(hazard("PFS", "0.53", "0.44–0.65", comparator="Vd"))
        ),
    ),
    *of_study(
        SIRIUS,
        stated(
            "Alone it was active in SIRIUS, where the 12-month OS rate reached 64.8%",
            DARATUMUMAB(landmark("OS", "12", "64.8")),
        ),
    ),
    *of_study(
        POLLUX,
        stated(
            "The hazard ratio for progression or death was 0.37 (95% CI 0.27–0.52) in POLLUX and 0.39 (95% CI "
            "0.28–0.53) in CASTOR",
            DRD(hazard("PFS", "0.37", "0.27–0.52", comparator="Rd")),
        ),
        stated(
            "Minimal residual disease was undetectable in 22.4% of the daratumumab group and 4.6% of the control "
            "group of POLLUX",
            DRD(rate("MRD-negative", "22.4")),
            RD_ARM(rate("MRD-negative", "4.6")),
        ),
        stated(
            "Infusion reactions occurred in 47.7% of patients given daratumumab in POLLUX and 45.3% of those in CASTOR",
            DRD(toxicity("infusion reaction", "any", "47.7")),
        ),
    ),
    *of_study(
        CASTOR,
        stated(
            "The hazard ratio for progression or death was 0.37 (95% CI 0.27–0.52) in POLLUX and 0.39 (95% CI "
            "0.28–0.53) in CASTOR",
            DVD(hazard("PFS", "0.39", "0.28–0.53", comparator="Vd")),
        ),
        stated(
            "Infusion reactions occurred in 47.7% of patients given daratumumab in POLLUX and 45.3% of those in CASTOR",
            DVD(toxicity("infusion reaction", "any", "45.3")),
        ),
    ),
    *of_study(
        ELOQUENT_2,
        stated(
            "In ELOQUENT-2 the 2-year PFS rates were 41% with ERd and 27% with Rd (HR 0.70; 95% CI, 0.57–0.85; "
            "P<0.001)",
            ERD(landmark("PFS", "24", "41")),
            RD_ARM(landmark("PFS", "24", "27")),
            ERD(hazard("PFS", "0.70", "0.57–0.85", **against("<0.001", RD_ARM))),
        ),
        stated(
            "Infusion reactions were seen in 10% of patients in the elotuzumab group",
            ERD(toxicity("infusion reaction", "any", "10")),
        ),
    ),
    *of_study(
        TOURMALINE,
        stated(
            "TOURMALINE-MM1 met its primary end point, with an HR for PFS of 0.74 (95% CI 0.59–0.94; P=0.01) in "
            "favor of IRd",
            IRD(hazard("PFS", "0.74", "0.59–0.94", **against("0.01", PLACEBO_RD))),
        ),
        stated(
            "Peripheral neuropathy of any grade was reported in 27% of patients taking ixazomib and 22% of those "
            "taking placebo",
            IRD(toxicity("peripheral neuropathy", "any", "27")),
            PLACEBO_RD(toxicity("peripheral neuropathy", "any", "22")),
        ),
        optional(
            stated(
                "rash and diarrhea were the other side effects to expect",
                IRD(named_toxicity("rash"), named_toxicity("diarrhea")),
            )
        ),
    ),
    *of_study(
        STORM,
        optional(
            stated(
                "at the price of thrombocytopenia, nausea, and fatigue",
                SELINEXOR(*map(named_toxicity, ("thrombocytopenia", "nausea", "fatigue"))),
            )
        ),
    ),
)

RECORDS = expected("review-wide-tables", "", "RRMM", *TABLE_1_FACTS, *TABLE_2_FACTS, *TEXT_FACTS)
