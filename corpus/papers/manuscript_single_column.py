"""Accepted manuscript of a phase 1/2 dose-escalation study: double-spaced, numbered lines, tables at the end."""

from corpus.content import PageBreak, Paper, Para, Table
from corpus.truth import (
    ALL,
    Column,
    Group,
    cited,
    dose,
    expected,
    hazard,
    landmark,
    median,
    named_toxicity,
    optional,
    rate,
    regimen,
    size,
    stated,
    table_facts,
    toxicity,
)

BASELINE = Table(
    "Table 1.",
    "Patient characteristics at study entry (N = 45)",
    (("Characteristic", "Value"),),
    (
        ("Age, median (range), years", "68 (46–83)"),
        ("Female, n (%)", "20 (44.4)"),
        ("Time from diagnosis, median (range), years", "5.1 (0.8–14.6)"),
        ("Previous lines of therapy, median (range)", "3 (1–7)"),
        ("Previous lenalidomide, n (%)", "45 (100)"),
        ("Refractory to lenalidomide, n (%)", "38 (84.4)"),
        ("Previous CD38 antibody, n (%)", "21 (46.7)"),
        ("Previous autologous transplantation, n (%)", "29 (64.4)"),
        ("del(17p), n/evaluable (%)", "8/40 (20.0)"),
    ),
    (3, 1.4),
)
LEVELS = Table(
    "Table 2.",
    "Dose levels and dose-limiting toxicities (DLTs) in phase 1",
    (
        (
            "Dose level",
            "Selinexor",
            "Pomalidomide, days 1–21",
            "Dexamethasone, weekly",
            "Patients treated",
            "Patients with DLT",
        ),
    ),
    (
        ("1", "60 mg once weekly", "4 mg", "40 mg", "4", "0"),
        ("2", "80 mg once weekly", "4 mg", "40 mg", "6", "1"),
        ("3", "60 mg twice weekly", "4 mg", "40 mg", "6", "2"),
    ),
    (1, 1.6, 1.5, 1.4, 1.1, 1.2),
)
RESPONSE = Table(
    "Table 3.",
    "Best confirmed response in evaluable patients, n (%)",
    (("Response", "Level 1 (n = 4)", "Level 2/RP2D (n = 34)", "Level 3 (n = 5)", "All (n = 43)"),),
    (
        ("Overall response (≥PR)", "2 (50.0)", "22 (64.7)", "2 (40.0)", "26 (60.5)"),
        ("Complete response", "0 (0)", "2 (5.9)", "0 (0)", "2 (4.7)"),
        ("Very good partial response", "0 (0)", "8 (23.5)", "1 (20.0)", "9 (20.9)"),
        ("Partial response", "2 (50.0)", "12 (35.3)", "1 (20.0)", "15 (34.9)"),
        ("Minimal response", "1 (25.0)", "4 (11.8)", "0 (0)", "5 (11.6)"),
        ("Stable disease", "1 (25.0)", "6 (17.6)", "2 (40.0)", "9 (20.9)"),
        ("Progressive disease", "0 (0)", "2 (5.9)", "1 (20.0)", "3 (7.0)"),
    ),
    (2.2, 1.3, 1.6, 1.3, 1.3),
    notes="PR, partial response; RP2D, recommended phase 2 dose.",
)
SAFETY = Table(
    "Table 4.",
    "Treatment-emergent adverse events in the safety population (N = 45), n (%)",
    (("Event", "Any grade", "Grade 3", "Grade 4"),),
    (
        ("Hematologic", "", "", ""),
        ("  Neutropenia", "29 (64.4)", "16 (35.6)", "7 (15.6)"),
        ("  Thrombocytopenia", "26 (57.8)", "10 (22.2)", "4 (8.9)"),
        ("  Anemia", "25 (55.6)", "11 (24.4)", "0 (0)"),
        ("  Leukopenia", "13 (28.9)", "6 (13.3)", "1 (2.2)"),
        ("  Febrile neutropenia", "2 (4.4)", "2 (4.4)", "0 (0)"),
        ("Nonhematologic", "", "", ""),
        ("  Nausea", "28 (62.2)", "1 (2.2)", "0 (0)"),
        ("  Fatigue", "27 (60.0)", "6 (13.3)", "0 (0)"),
        ("  Decreased appetite", "20 (44.4)", "1 (2.2)", "0 (0)"),
        ("  Weight loss", "15 (33.3)", "0 (0)", "0 (0)"),
        ("  Diarrhea", "14 (31.1)", "1 (2.2)", "0 (0)"),
        ("  Hyponatremia", "9 (20.0)", "3 (6.7)", "0 (0)"),
        ("  Blurred vision", "8 (17.8)", "0 (0)", "0 (0)"),
        ("  Pneumonia", "6 (13.3)", "4 (8.9)", "1 (2.2)"),
    ),
    (2.4, 1.2, 1.2, 1.2),
    notes="Each patient is counted once per event, at the worst grade, in the column of that grade.",
)

TITLE = (
    "A phase 1/2 study of weekly selinexor with pomalidomide and dexamethasone in relapsed or refractory "
    "multiple myeloma (TESSERA-1)"
)
PAPER = Paper(
    name="manuscript-single-column",
    layout="manuscript",
    title=TITLE,
    running_head="Selinexor with pomalidomide and dexamethasone",
    front=(
        Para(TITLE, "title"),
        Para(
            "Adaeze Okonjo-Lind<super>1</super>, Tomasz Wielgosz<super>2</super>, Renske "
            "Dijkhuizen<super>3</super>, Mireille Fontanabe<super>1</super>",
            "authors",
        ),
        Para(
            "<super>1</super>Northgate Cancer Institute; <super>2</super>Klinika Hematologii Zaborze; "
            "<super>3</super>Ziekenhuis De Linde. Trial registration: NCT09900021. Word count: 1320. Tables: 4.",
            "affiliation",
        ),
        Para("Abstract", "heading"),
        Para(
            "Selinexor, an inhibitor of the export protein XPO1, may resensitize myeloma cells to "
            "immunomodulatory drugs. In this phase 1/2 study, 45 patients with relapsed or refractory multiple "
            "myeloma received selinexor, pomalidomide, and dexamethasone (SPd). The maximum tolerated dose was "
            "selinexor 80 mg once weekly. Among 43 evaluable patients, the overall response rate was 60.5%, "
            "including 4.7% complete responses. Median progression-free survival was 9.7 months. The most "
            "frequent grade 3 or 4 adverse events were neutropenia, thrombocytopenia, and anemia. SPd is an "
            "active oral regimen.",
        ),
    ),
    body=(
        PageBreak(),
        Para("Introduction", "heading"),
        Para(
            "Patients with multiple myeloma whose disease progresses on lenalidomide are commonly given "
            "pomalidomide, but with dexamethasone alone its effect is short. Selinexor was first studied with "
            "dexamethasone in patients without other options: in STORM, 26% of 122 patients had a partial "
            "response or better [1]. In BOSTON, weekly selinexor, bortezomib, and dexamethasone gave a median "
            "progression-free survival of 13.9 months versus 9.5 months with bortezomib and dexamethasone "
            "(hazard ratio, 0.70) [2]. In cell lines, selinexor and pomalidomide killed 72% of resistant cells "
            "together and 31% and 22% on their own [3]. We therefore studied the two drugs together."
        ),
        Para("Methods", "heading"),
        Para(
            "Adults whose myeloma had relapsed after, or was refractory to, treatment with lenalidomide and with "
            "a proteasome inhibitor were eligible if they had a platelet count of at least 75,000/µL, a "
            "neutrophil count of 1,000/µL or more, and a creatinine clearance ≥20 mL/min. Prior treatment with "
            "pomalidomide was an exclusion criterion in phase 2 but not in phase 1."
        ),
        Para(
            "Phase 1 followed a 3 + 3 design. Selinexor was escalated from 60 mg once weekly (dose level 1) to "
            "80 mg once weekly (dose level 2) and 60 mg twice weekly (dose level 3). Pomalidomide 4 mg was taken "
            "orally on days 1–21, and dexamethasone 40 mg was given once a week, in 28-day cycles. A "
            "dose-limiting toxicity (DLT) was any of the following in cycle 1: grade 4 neutropenia lasting more "
            "than 7 days, grade 4 thrombocytopenia, or a nonhematologic event of grade 3 or higher that "
            "persisted despite supportive care. All patients received ondansetron 8 mg before each dose of "
            "selinexor and, unless contraindicated, olanzapine 2.5 mg at night in the first two cycles."
        ),
        Para(
            "The primary end point of phase 2 was the overall response rate. With 34 patients treated at the "
            "recommended phase 2 dose (RP2D), the study had 85% power to reject a rate of 35% if the true rate "
            "was 60%. Survival was estimated by the Kaplan–Meier method."
        ),
        Para("Results", "heading"),
        Para("Patients", "subheading"),
        Para(
            "Forty-five patients were enrolled, 16 in phase 1 and 29 in phase 2 (Table 1). The median number of "
            "previous lines was three, and 84.4% were refractory to lenalidomide. Two patients left the study "
            "before the first assessment of response, so that 43 were evaluable. The median follow-up was 14.6 "
            "months."
        ),
        Para("Dose escalation", "subheading"),
        Para(
            "No DLT was observed in the four patients at dose level 1. One of six patients at dose level 2 had a "
            "DLT (grade 3 fatigue). At dose level 3, two of six patients (33%) had DLTs: grade 4 "
            "thrombocytopenia in one and grade 3 hyponatremia in the other (Table 2). The MTD was therefore "
            "selinexor 80 mg once weekly, which was also chosen as the RP2D; 35 patients were treated at this "
            "dose."
        ),
        Para("Efficacy", "subheading"),
        Para(
            "A partial response or better was achieved by 26 of 43 patients (60.5%; 95% CI, 44.4–75.0), and 31 "
            "(72.1%) had at least a minimal response (Table 3). At the RP2D, the overall response rate was 64.7% "
            "(22 of 34 patients). Of 21 patients who had been treated with a CD38 antibody, 11 (52.4%) "
            "responded. The median time to response was 1.2 months, and the median duration of response 10.8 "
            "months (95% CI, 7.4–NE)."
        ),
        Para(
            "Median PFS was 9.7 months (95% CI, 6.9–13.8) in all patients; it was 11.6 months in those who had "
            "not received a CD38 antibody and 7.8 months in those who had. Median OS had not been reached, and "
            "the 12-month OS rate was 77.9% (95% CI, 62.6–87.5)."
        ),
        Para("Safety", "subheading"),
        Para(
            "All 45 patients had at least one adverse event, and 38 (84.4%) had an event of grade 3 or 4. "
            "Adverse events are listed in Table 4. Nausea, mostly of grade 1 or 2, was the most common "
            "nonhematologic event. Serious adverse events occurred in 19 patients (42.2%), and five patients "
            "(11.1%) stopped treatment because of adverse events. One patient (2.2%) died of sepsis that was "
            "considered related to treatment. None had tumor lysis syndrome. Selinexor was reduced in 20 "
            "patients (44%), at a median of 58 days."
        ),
        Para("Discussion", "heading"),
        Para(
            "Weekly selinexor can be combined with full doses of pomalidomide. The overall response rate of "
            "60.5% compares well with the 31% that pomalidomide and low-dose dexamethasone reached in MM-003 "
            "[4], though our patients had received fewer previous lines. Twice-weekly dosing at dose level 3 was "
            "not tolerated. Weight loss in one third of patients shows that supportive care must begin with the "
            "first tablet. The small cohorts and the lack of a control arm limit what can be concluded."
        ),
        Para("References", "heading"),
        Para("[1] Chari A, et al. STORM. N Engl J Med 2019;381:727–38.", "reference"),
        Para("[2] Grosicki S, et al. BOSTON. Lancet 2020;396:1563–73.", "reference"),
        Para(
            "[3] Fontanabe M, Wielgosz T. Export inhibitors in resistant cell lines. Sample Cell Ther 2017;2:9–17.",
            "reference",
        ),
        Para("[4] San Miguel J, et al. MM-003. Lancet Oncol 2013;14:1055–66.", "reference"),
        PageBreak(),
        BASELINE,
        LEVELS,
        PageBreak(),
        RESPONSE,
        SAFETY,
    ),
)

SPD = "dexamethasone+pomalidomide+selinexor"
EVERYONE = Group("", SPD)
LEVEL_1 = Group("dose level 1|Level 1|1", SPD)
LEVEL_2 = Group("dose level 2|Level 2|2", SPD)
RP2D = Group("RP2D|recommended phase 2 dose|Level 2/RP2D|dose level 2", SPD)
LEVEL_3 = Group("dose level 3|Level 3|3", SPD)
PHASE_1 = Group("phase 1", SPD)
PHASE_2 = Group("phase 2", SPD)
PRIOR_CD38 = Group("CD38 antibody|treated with a CD38 antibody|prior CD38 antibody", SPD)
NO_CD38 = Group("not received a CD38 antibody|no CD38 antibody", SPD)

DESIGN = (
    *stated(
        "45 patients with relapsed or refractory multiple myeloma received selinexor, pomalidomide, and "
        "dexamethasone (SPd)",
        regimen(SPD),
    ),
    *stated(
        "Selinexor was escalated from 60 mg once weekly (dose level 1) to 80 mg once weekly (dose level 2) and "
        "60 mg twice weekly (dose level 3)",
        LEVEL_1(dose("selinexor", "60 mg", frequency="weekly")),
        LEVEL_2(dose("selinexor", "80 mg", frequency="weekly")),
        LEVEL_3(dose("selinexor", "60 mg", frequency="twice weekly")),
    ),
    *stated(
        "Pomalidomide 4 mg was taken orally on days 1–21, and dexamethasone 40 mg was given once a week, in "
        "28-day cycles",
        dose("pomalidomide", "4 mg", days="1-21", cycle_days="28", route="PO"),
        dose("dexamethasone", "40 mg", cycle_days="28", frequency="weekly"),
    ),
    *stated(
        "The MTD was therefore selinexor 80 mg once weekly",
        dose("selinexor", "80 mg", statistic="max_tolerated", frequency="weekly"),
    ),
    *stated(
        "Forty-five patients were enrolled, 16 in phase 1 and 29 in phase 2",
        EVERYONE(size("enrolled", "45")),
        PHASE_1(size("group", "16")),
        PHASE_2(size("group", "29")),
    ),
    *stated("so that 43 were evaluable", size("evaluable", "43")),
    *stated("35 patients were treated at this dose", RP2D(size("group", "35"))),
    *stated("1 60 mg once weekly 4 mg 40 mg 4 0", LEVEL_1(size("group", "4"))),
    *stated("2 80 mg once weekly 4 mg 40 mg 6 1", LEVEL_2(size("group", "6"))),
    *stated("3 60 mg twice weekly 4 mg 40 mg 6 2", LEVEL_3(size("group", "6"))),
    *stated(
        "Response Level 1 (n = 4) Level 2/RP2D (n = 34) Level 3 (n = 5) All (n = 43)",
        RP2D(size("evaluable", "34")),
        LEVEL_3(size("evaluable", "5")),
        optional(LEVEL_1(size("evaluable", "4"))),
    ),
    *optional(
        stated(
            "Treatment-emergent adverse events in the safety population (N = 45), n (%)",
            size("safety", "45"),
        )
    ),
)

OUTCOMES = (
    *stated(
        "A partial response or better was achieved by 26 of 43 patients (60.5%; 95% CI, 44.4–75.0), and 31 "
        "(72.1%) had at least a minimal response",
        EVERYONE(rate("ORR", "60.5", "26/43", "44.4–75.0"), rate(">=MR", "72.1", "31")),
    ),
    *stated(
        "At the RP2D, the overall response rate was 64.7% (22 of 34 patients)",
        RP2D(rate("ORR", "64.7", "22/34")),
    ),
    *stated(
        "Of 21 patients who had been treated with a CD38 antibody, 11 (52.4%) responded",
        PRIOR_CD38(size("group", "21"), rate("ORR", "52.4", "11/21")),
    ),
    *stated(
        "The median time to response was 1.2 months, and the median duration of response 10.8 months (95% CI, 7.4–NE)",
        EVERYONE(median("TTR", "1.2"), median("DOR", "10.8", "7.4–NE")),
    ),
    *stated("Median PFS was 9.7 months (95% CI, 6.9–13.8) in all patients", EVERYONE(median("PFS", "9.7", "6.9–13.8"))),
    *stated(
        "it was 11.6 months in those who had not received a CD38 antibody and 7.8 months in those who had",
        NO_CD38(median("PFS", "11.6")),
        PRIOR_CD38(median("PFS", "7.8")),
    ),
    *stated(
        "Median OS had not been reached, and the 12-month OS rate was 77.9% (95% CI, 62.6–87.5)",
        EVERYONE(median("OS", "NR"), landmark("OS", "12", "77.9", "62.6–87.5")),
    ),
    *table_facts(RESPONSE, (Column(1, LEVEL_1), Column(3, LEVEL_3)), {"Overall response (≥PR)": "ORR"}),
    *table_facts(
        RESPONSE,
        (Column(1, LEVEL_1), Column(2, RP2D), Column(3, LEVEL_3), Column(4, EVERYONE)),
        {
            "Complete response": "CR",
            "Very good partial response": "VGPR",
            "Partial response": "PR",
            "Minimal response": "MR",
            "Stable disease": "SD",
            "Progressive disease": "PD",
        },
    ),
)

DLT = "dose-limiting toxicity"
HARMS = (
    *stated(
        "No DLT was observed in the four patients at dose level 1",
        LEVEL_1(toxicity(DLT, "any", "0", "0")),
    ),
    *stated(
        "One of six patients at dose level 2 had a DLT (grade 3 fatigue)",
        LEVEL_2(toxicity(DLT, "any", "", "1/6"), *optional(toxicity("fatigue", "3", "", "1"))),
    ),
    *stated(
        "At dose level 3, two of six patients (33%) had DLTs: grade 4 thrombocytopenia in one and grade 3 "
        "hyponatremia in the other",
        LEVEL_3(
            toxicity(DLT, "any", "33", "2/6"),
            *optional(toxicity("thrombocytopenia", "4", "", "1"), toxicity("hyponatremia", "3", "", "1")),
        ),
    ),
    *stated(
        "All 45 patients had at least one adverse event, and 38 (84.4%) had an event of grade 3 or 4",
        EVERYONE(toxicity("any adverse event", "3-4", "84.4", "38")),
        *optional(EVERYONE(toxicity("any adverse event", "any", "100", "45/45"))),
    ),
    *stated(
        "Serious adverse events occurred in 19 patients (42.2%), and five patients (11.1%) stopped treatment "
        "because of adverse events",
        EVERYONE(
            toxicity("serious adverse event", "any", "42.2", "19"),
            toxicity("discontinuation due to adverse event", "any", "11.1", "5"),
        ),
    ),
    *stated(
        "One patient (2.2%) died of sepsis that was considered related to treatment",
        EVERYONE(toxicity("treatment-related death", "any", "2.2", "1")),
        *optional(EVERYONE(toxicity("sepsis", "5", "2.2", "1"))),
    ),
    *optional(
        stated("Selinexor was reduced in 20 patients (44%)", EVERYONE(toxicity("dose reduction", "any", "44", "20")))
    ),
    *stated("None had tumor lysis syndrome", EVERYONE(toxicity("tumor lysis syndrome", "any", "0", "0"))),
    *optional(
        stated(
            "The most frequent grade 3 or 4 adverse events were neutropenia, thrombocytopenia, and anemia",
            EVERYONE(*(named_toxicity(name, "3-4") for name in ("neutropenia", "thrombocytopenia", "anemia"))),
        )
    ),
    *optional(
        stated(
            "Nausea, mostly of grade 1 or 2, was the most common nonhematologic event",
            EVERYONE(named_toxicity("nausea", "1-2")),
        )
    ),
    *table_facts(
        SAFETY,
        (Column(1, EVERYONE, "any"), Column(2, EVERYONE, "3"), Column(3, EVERYONE, "4")),
        {
            "Neutropenia": "neutropenia",
            "Thrombocytopenia": "thrombocytopenia",
            "Anemia": "anemia",
            "Leukopenia": "leukopenia",
            "Febrile neutropenia": "febrile neutropenia",
            "Nausea": "nausea",
            "Fatigue": "fatigue",
            "Decreased appetite": "decreased appetite",
            "Weight loss": "weight decreased",
            "Diarrhea": "diarrhea",
            "Hyponatremia": "hyponatremia",
            "Blurred vision": "vision blurred",
            "Pneumonia": "pneumonia",
        },
    ),
)

SVD = Group("selinexor, bortezomib, and dexamethasone|SVd", "bortezomib+dexamethasone+selinexor")
VD = Group("bortezomib and dexamethasone|Vd", "bortezomib+dexamethasone")
OTHERS = (
    *cited(
        "STORM|Chari et al",
        "RRMM",
        stated(
            "in STORM, 26% of 122 patients had a partial response or better",
            Group("", "dexamethasone+selinexor")(rate("ORR", "26")),
            optional(size("enrolled", "122"), regimen("dexamethasone+selinexor")),
        ),
    ),
    *cited(
        "BOSTON|Grosicki et al",
        "RRMM",
        stated(
            "In BOSTON, weekly selinexor, bortezomib, and dexamethasone gave a median progression-free survival "
            "of 13.9 months versus 9.5 months with bortezomib and dexamethasone (hazard ratio, 0.70)",
            SVD(median("PFS", "13.9")),
            VD(median("PFS", "9.5")),
            SVD(hazard("PFS", "0.70", comparator="bortezomib and dexamethasone")),
            optional(SVD(regimen(SVD.regimen)), VD(regimen(VD.regimen))),
        ),
    ),
    *cited(
        "MM-003|San Miguel et al",
        "RRMM",
        stated(
            "the 31% that pomalidomide and low-dose dexamethasone reached in MM-003",
            Group("pomalidomide and low-dose dexamethasone|", "dexamethasone+pomalidomide")(rate("ORR", "31")),
            optional(regimen("dexamethasone+pomalidomide")),
        ),
    ),
    *optional(
        stated(
            "All patients received ondansetron 8 mg before each dose of selinexor and, unless contraindicated, "
            "olanzapine 2.5 mg at night",
            ALL(dose("ondansetron", "8 mg"), dose("olanzapine", "2.5 mg")),
        )
    ),
)

RECORDS = expected(
    "manuscript-single-column",
    "TESSERA-1|NCT09900021|Okonjo-Lind et al",
    "RRMM",
    *DESIGN,
    *OUTCOMES,
    *HARMS,
    *OTHERS,
)
