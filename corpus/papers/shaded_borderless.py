"""A three-arm trial in the manner of a British weekly: middle dots, shaded tables, hazard ratios by subgroup."""

from corpus.content import Curve, Figure, Paper, Para, Table, row_text
from corpus.truth import (
    Column,
    Fact,
    Group,
    against,
    arm,
    cited,
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
    table_facts,
    toxicity,
)

RESPONSE = Table(
    "Table 2:",
    "Best overall response (intention-to-treat population)",
    (("", "Rd group (n=203)", "VRd group (n=205)", "DRd group (n=204)"),),
    (
        ("Overall response", "153 (75%)", "172 (84%)", "188 (92%)"),
        ("Very good partial response or better", "98 (48%)", "129 (63%)", "157 (77%)"),
        ("Complete response or better", "41 (20%)", "68 (33%)", "96 (47%)"),
        ("  Stringent complete response", "16 (8%)", "33 (16%)", "59 (29%)"),
        ("  Complete response", "25 (12%)", "35 (17%)", "37 (18%)"),
        ("  Very good partial response", "57 (28%)", "61 (30%)", "61 (30%)"),
        ("  Partial response", "55 (27%)", "43 (21%)", "31 (15%)"),
        ("  Stable disease", "37 (18%)", "23 (11%)", "10 (5%)"),
        ("  Progressive disease", "6 (3%)", "3 (1%)", "2 (1%)"),
        ("  Not evaluable", "7 (3%)", "7 (3%)", "4 (2%)"),
        ("Minimal residual disease negative", "14 (7%)", "33 (16%)", "57 (28%)"),
    ),
    (2.3, 1.1, 1.15, 1.15),
    notes="Data are n (%). Minimal residual disease was measured at a sensitivity of 10<super>−5</super>.",
)
BASELINE = Table(
    "Table 1:",
    "Baseline characteristics",
    (("", "Rd group (n=203)", "VRd group (n=205)", "DRd group (n=204)"),),
    (
        ("Age, years", "74 (70–78)", "74 (71–78)", "73 (70–77)"),
        ("  ≥75 years", "88 (43%)", "90 (44%)", "86 (42%)"),
        ("Women", "97 (48%)", "95 (46%)", "101 (50%)"),
        ("Frail (IMWG score ≥2)", "75 (37%)", "79 (39%)", "77 (38%)"),
        ("ISS stage III", "63 (31%)", "60 (29%)", "65 (32%)"),
        ("High-risk cytogenetics", "31 (15%)", "34 (17%)", "33 (16%)"),
    ),
    (2.3, 1.1, 1.15, 1.15),
    notes="Data are median (IQR) or n (%). IMWG=International Myeloma Working Group. ISS=International Staging System.",
)
SAFETY = Table(
    "Table 3:",
    "Treatment-emergent adverse events (safety population)",
    (
        ("", "Rd group (n=201)", "", "", "VRd group (n=203)", "", "", "DRd group (n=203)", "", ""),
        ("", *(("Grade 1–2", "Grade 3", "Grade 4") * 3)),
    ),
    (
        (
            "Neutropenia",
            "31 (15%)",
            "43 (21%)",
            "14 (7%)",
            "29 (14%)",
            "38 (19%)",
            "12 (6%)",
            "30 (15%)",
            "71 (35%)",
            "32 (16%)",
        ),
        (
            "Anaemia",
            "62 (31%)",
            "30 (15%)",
            "2 (1%)",
            "58 (29%)",
            "26 (13%)",
            "1 (<1%)",
            "55 (27%)",
            "25 (12%)",
            "1 (<1%)",
        ),
        (
            "Thrombocytopenia",
            "28 (14%)",
            "13 (6%)",
            "5 (2%)",
            "44 (22%)",
            "17 (8%)",
            "8 (4%)",
            "32 (16%)",
            "11 (5%)",
            "6 (3%)",
        ),
        (
            "Infections",
            "88 (44%)",
            "44 (22%)",
            "6 (3%)",
            "90 (44%)",
            "47 (23%)",
            "5 (2%)",
            "97 (48%)",
            "62 (31%)",
            "8 (4%)",
        ),
        ("Pneumonia", "12 (6%)", "16 (8%)", "2 (1%)", "14 (7%)", "18 (9%)", "1 (<1%)", "19 (9%)", "28 (14%)", "3 (1%)"),
        ("Diarrhoea", "71 (35%)", "12 (6%)", "0", "75 (37%)", "13 (6%)", "0", "92 (45%)", "15 (7%)", "0"),
        ("Fatigue", "60 (30%)", "9 (4%)", "0", "66 (33%)", "15 (7%)", "0", "64 (32%)", "13 (6%)", "0"),
        ("Peripheral neuropathy", "33 (16%)", "2 (1%)", "0", "97 (48%)", "17 (8%)", "0", "41 (20%)", "3 (1%)", "0"),
        ("Rash", "41 (20%)", "10 (5%)", "0", "39 (19%)", "9 (4%)", "0", "36 (18%)", "7 (3%)", "0"),
        (
            "Venous thromboembolism",
            "8 (4%)",
            "10 (5%)",
            "1 (<1%)",
            "7 (3%)",
            "9 (4%)",
            "1 (<1%)",
            "9 (4%)",
            "9 (4%)",
            "0",
        ),
    ),
    (1.9, *((1,) * 9)),
    spans=((0, 1, 3), (0, 4, 6), (0, 7, 9)),
    notes="Data are n (%).",
)
SUBGROUPS = Table(
    "Table 4:",
    "Progression-free survival by subgroup, DRd versus Rd",
    (("", "DRd (n/N)", "Rd (n/N)", "Hazard ratio (95% CI)"),),
    (
        ("Age <75 years", "41/118", "66/115", "0·48 (0·33–0·71)"),
        ("Age ≥75 years", "38/86", "52/88", "0·58 (0·38–0·88)"),
        ("ISS stage I–II", "45/139", "75/140", "0·47 (0·33–0·68)"),
        ("ISS stage III", "34/65", "43/63", "0·62 (0·40–0·97)"),
        ("Frail", "36/77", "45/75", "0·60 (0·39–0·93)"),
        ("High-risk cytogenetics", "21/33", "22/31", "0·81 (0·45–1·47)"),
    ),
    (1.6, 1.1, 1.1, 1.5),
    notes="n/N=number of events/number of patients. ISS=International Staging System.",
)
CURVES = Figure(
    "Figure:",
    "Progression-free survival",
    "Progression-free survival (%)",
    (0, 12, 24, 36, 48),
    (
        Curve(
            "Rd",
            ((0, 100), (6, 86), (12, 74), (18, 64), (24, 55), (30, 48), (36, 43), (42, 37), (48, 33)),
            (203, 146, 105, 71, 14),
        ),
        Curve(
            "VRd",
            ((0, 100), (6, 90), (12, 80), (18, 71), (24, 63), (30, 57), (36, 51), (42, 45), (48, 41)),
            (205, 160, 123, 88, 19),
        ),
        Curve(
            "DRd",
            ((0, 100), (6, 93), (12, 86), (18, 80), (24, 75), (30, 70), (36, 66), (42, 62), (48, 58)),
            (204, 172, 148, 118, 27),
        ),
    ),
)

TITLE = (
    "Lenalidomide and dexamethasone alone, with bortezomib, or with daratumumab in patients with newly diagnosed "
    "multiple myeloma not eligible for transplantation (TRELLIS): a three-arm, open-label, randomised, phase 3 "
    "trial"
)
PAPER = Paper(
    name="shaded-borderless",
    layout="weekly",
    title=TITLE,
    running_head="Articles",
    front=(
        Para(TITLE, "title"),
        Para(
            "Philippa Dunmore-Acheson, Sándor Keresztes, Yvonne Tremblay-Roux, Ikenna Obiora, Marit Solbakken",
            "authors",
        ),
        Para(
            "<b>Background</b> Lenalidomide and dexamethasone (Rd) can be strengthened by a proteasome inhibitor "
            "or by an antibody. We compared both triplets with the doublet in older patients.",
            "abstract",
        ),
        Para(
            "<b>Methods</b> TRELLIS was done at 88 hospitals in nine countries. Patients with newly diagnosed "
            "multiple myeloma who were ineligible for transplantation were randomly assigned (1:1:1) to Rd, "
            "bortezomib plus Rd (VRd), or daratumumab plus Rd (DRd). The primary endpoint, analysed by intention "
            "to treat, was progression-free survival. TRELLIS is registered, number NCT09900034.",
            "abstract",
        ),
        Para(
            "<b>Findings</b> Between Jan 12, 2015, and Aug 30, 2017, 612 patients were randomly assigned: 203 to "
            "Rd, 205 to VRd, and 204 to DRd. With a median follow-up of 44·2 months (IQR 40·1–47·6), median "
            "progression-free survival was 28·4 months (95% CI 24·9–33·1), 36·7 months (31·2–42·5), and not "
            "reached (48·6–not estimable) in the Rd, VRd, and DRd groups, respectively (hazard ratio for DRd vs "
            "Rd 0·52, 95% CI 0·40–0·68; p<0·0001). The commonest grade 3 or 4 adverse event in all groups was "
            "neutropenia.",
            "abstract",
        ),
        Para(
            "<b>Interpretation</b> Adding daratumumab gave the longest remissions.  <b>Funding</b> None; this is "
            "a sample.",
            "abstract",
        ),
    ),
    body=(
        Para("Introduction", "heading"),
        Para(
            "About two-thirds of people diagnosed with multiple myeloma are too old or too frail for high-dose "
            "chemotherapy. In the FIRST trial, continuous Rd resulted in a median progression-free survival of "
            "25·5 months, compared with 21·2 months for melphalan, prednisone, and thalidomide.<super>1</super> "
            "SWOG S0777 showed that bortezomib adds to Rd: median progression-free survival was 43 months with "
            "VRd and 30 months with Rd (HR 0·71).<super>2</super> In MAIA, daratumumab reduced the risk of "
            "progression or death (HR 0·56), and the rate of complete response or better rose from 24·9% to "
            "47·6%.<super>3</super> No trial has compared the three.",
            "first",
        ),
        Para("Methods", "heading"),
        Para(
            "Patients aged 65 years or older, or younger patients with comorbidities that precluded "
            "transplantation, were eligible if they had an Eastern Cooperative Oncology Group performance status "
            "of 0–2, a creatinine clearance of at least 30 mL/min, and a platelet count of at least 70 × "
            "10<super>9</super> per L. Peripheral neuropathy of grade 2 or worse was an exclusion criterion.",
            "first",
        ),
        Para(
            "All patients received lenalidomide 25 mg orally (10 mg if creatinine clearance was 30–60 mL/min) on "
            "days 1–21 and dexamethasone 40 mg once a week in 28-day cycles until progression. Patients in the "
            "VRd group also received subcutaneous bortezomib 1·3 mg/m² on days 1, 8, and 15 of cycles 1–8. "
            "Patients in the DRd group received subcutaneous daratumumab 1800 mg every week in cycles 1–2, every "
            "2 weeks in cycles 3–6, and every 4 weeks thereafter."
        ),
        Para(
            "We calculated that 339 events would give 90% power to detect a hazard ratio of 0·65 for DRd versus "
            "Rd, assuming a median progression-free survival of 26 months in the Rd group. Safety was analysed "
            "in all patients who took at least one dose of study treatment."
        ),
        Para("Results", "heading"),
        Para(
            "612 patients were enrolled and randomly assigned to Rd (n=203), VRd (n=205), or DRd (n=204). Five "
            "patients were never treated; the safety population therefore consisted of 201, 203, and 203 "
            "patients, respectively. Baseline characteristics are shown in table 1.",
            "first",
        ),
        BASELINE,
        Para(
            "At data cutoff, progression or death had occurred in 118 (58%) of 203 patients in the Rd group, 105 "
            "(51%) of 205 in the VRd group, and 79 (39%) of 204 in the DRd group. Median progression-free "
            "survival was 28·4 months (95% CI 24·9–33·1) with Rd, 36·7 months (31·2–42·5) with VRd, and not "
            "reached (48·6–not estimable) with DRd. The hazard ratio was 0·52 (95% CI 0·40–0·68; p<0·0001) for "
            "DRd versus Rd and 0·79 (0·62–1·00; p=0·050) for VRd versus Rd. Progression-free survival at 36 "
            "months was 43%, 51%, and 66% in the Rd, VRd, and DRd groups, respectively (figure). Hazard ratios "
            "favoured DRd in all subgroups except, perhaps, that with high-risk cytogenetics (table 4)."
        ),
        CURVES,
        Para(
            "Overall survival at 48 months was 63% (95% CI 56–69) in the Rd group, 68% (61–74) in the VRd group, "
            "and 75% (68–81) in the DRd group (HR 0·68, 95% CI 0·49–0·95; p=0·023 for DRd vs Rd; HR 0·86, "
            "0·63–1·17; p=0·34 for VRd vs Rd). Median overall survival was not reached in any group."
        ),
        SUBGROUPS,
        Para(
            "An overall response was recorded in 153 (75%), 172 (84%), and 188 (92%) patients assigned to Rd, "
            "VRd, and DRd, respectively (table 2); the difference between DRd and Rd was significant (p<0·0001). "
            "Median time to first response was 1·9 months, 1·2 months, and 1·0 month. Among responders, median "
            "duration of response was 29·6 months (95% CI 25·4–35·0) in the Rd group and 39·8 months (34·7–not "
            "estimable) in the VRd group, and it was not reached in the DRd group."
        ),
        RESPONSE,
        Para(
            "Table 3 lists adverse events. Grade 3 or 4 adverse events were reported in 137 (68%) of 201 "
            "patients, 152 (75%) of 203, and 171 (84%) of 203. Serious adverse events were more common with DRd "
            "than with Rd (127 [63%] vs 103 [51%]) and occurred in 112 (55%) patients given VRd. Treatment was "
            "discontinued because of adverse events in 29 (14%), 43 (21%), and 24 (12%) patients, respectively. "
            "Neuropathy was the main reason in the VRd group. There were 12 treatment-related deaths: three (1%) "
            "in the Rd group, four (2%) in the VRd group, and five (2%) in the DRd group."
        ),
        Para("Discussion", "heading"),
        Para(
            "Of two ways to strengthen Rd, daratumumab was the better one in patients with a median age of 74 "
            "years. It halved the risk of progression without adding neuropathy; infections were the price. The "
            "gain from bortezomib was smaller than in SWOG S0777, in which patients had a median age of 63 "
            "years. Frail patients benefited as well (HR 0·60). Follow-up is too short for a final judgment on "
            "survival, and the trial was not powered to compare the two triplets.",
            "first",
        ),
        Para("References", "heading"),
        Para("1  Benboubker L, et al. FIRST. N Engl J Med 2014; 371: 906–17.", "reference"),
        Para("2  Durie BGM, et al. SWOG S0777. Lancet 2017; 389: 519–27.", "reference"),
        Para("3  Facon T, et al. MAIA. N Engl J Med 2019; 380: 2104–15.", "reference"),
    ),
    page_tops=((2, (SAFETY,)),),
)

RD = Group("Rd|Rd group|lenalidomide and dexamethasone", "dexamethasone+lenalidomide")
VRD = Group("VRd|VRd group|bortezomib plus Rd", "bortezomib+dexamethasone+lenalidomide")
DRD = Group("DRd|DRd group|daratumumab plus Rd", "daratumumab+dexamethasone+lenalidomide")
ARMS = (RD, VRD, DRD)


def in_arms(*facts: Fact) -> tuple[Fact, ...]:
    """One fact for each arm, in the order in which the paper always names them."""
    return flat(group(fact) for group, fact in zip(ARMS, facts, strict=True))


DESIGN = (
    *stated(
        "randomly assigned (1:1:1) to Rd, bortezomib plus Rd (VRd), or daratumumab plus Rd (DRd)",
        *map(arm, ARMS),
    ),
    *stated(
        "All patients received lenalidomide 25 mg orally (10 mg if creatinine clearance was 30–60 mL/min) on "
        "days 1–21 and dexamethasone 40 mg once a week in 28-day cycles",
        dose("lenalidomide", "25 mg", days="1-21", cycle_days="28", route="PO"),
        Group("creatinine clearance 30–60 mL/min|")(
            dose("lenalidomide", "10 mg", days="1-21", cycle_days="28", route="PO")
        ),
        dose("dexamethasone", "40 mg", cycle_days="28", frequency="weekly"),
    ),
    *stated(
        "Patients in the VRd group also received subcutaneous bortezomib 1·3 mg/m² on days 1, 8, and 15 of cycles 1–8",
        VRD(dose("bortezomib", "1.3 mg/m2", days="1,8,15", cycles="1-8", route="SC")),
    ),
    *stated(
        "Patients in the DRd group received subcutaneous daratumumab 1800 mg every week in cycles 1–2, every 2 "
        "weeks in cycles 3–6, and every 4 weeks thereafter",
        DRD(
            dose("daratumumab", "1800 mg", frequency="weekly", cycles="1-2", route="SC"),
            dose("daratumumab", "1800 mg", frequency="every 2 weeks", cycles="3-6", route="SC"),
            dose("daratumumab", "1800 mg", frequency="every 4 weeks", route="SC"),
        ),
    ),
    *stated(
        "612 patients were enrolled and randomly assigned to Rd (n=203), VRd (n=205), or DRd (n=204)",
        size("randomized", "612"),
        *in_arms(*(size("group", n) for n in ("203", "205", "204"))),
    ),
    *stated(
        "the safety population therefore consisted of 201, 203, and 203 patients, respectively",
        *in_arms(*(size("safety", n) for n in ("201", "203", "203"))),
    ),
)

OUTCOMES = (
    *optional(
        stated(
            "progression or death had occurred in 118 (58%) of 203 patients in the Rd group, 105 (51%) of 205 in "
            "the VRd group, and 79 (39%) of 204 in the DRd group",
            *in_arms(
                *(
                    Fact(kind="survival", name="PFS", statistic="rate", value=percent, unit="%", n=n, total=total)
                    for percent, n, total in (("58", "118", "203"), ("51", "105", "205"), ("39", "79", "204"))
                )
            ),
        )
    ),
    *stated(
        "Median progression-free survival was 28·4 months (95% CI 24·9–33·1) with Rd, 36·7 months (31·2–42·5) "
        "with VRd, and not reached (48·6–not estimable) with DRd",
        *in_arms(
            median("PFS", "28.4", "24.9–33.1"), median("PFS", "36.7", "31.2–42.5"), median("PFS", "NR", "48.6–NE")
        ),
    ),
    *stated(
        "The hazard ratio was 0·52 (95% CI 0·40–0·68; p<0·0001) for DRd versus Rd and 0·79 (0·62–1·00; p=0·050) "
        "for VRd versus Rd",
        DRD(hazard("PFS", "0.52", "0.40–0.68", **against("<0.0001", RD))),
        VRD(hazard("PFS", "0.79", "0.62–1.00", **against("0.050", RD))),
    ),
    *stated(
        "Progression-free survival at 36 months was 43%, 51%, and 66% in the Rd, VRd, and DRd groups, respectively",
        *in_arms(*(landmark("PFS", "36", percent) for percent in ("43", "51", "66"))),
    ),
    *stated(
        "Overall survival at 48 months was 63% (95% CI 56–69) in the Rd group, 68% (61–74) in the VRd group, and "
        "75% (68–81) in the DRd group (HR 0·68, 95% CI 0·49–0·95; p=0·023 for DRd vs Rd; HR 0·86, 0·63–1·17; "
        "p=0·34 for VRd vs Rd)",
        *in_arms(
            landmark("OS", "48", "63", "56–69"),
            landmark("OS", "48", "68", "61–74"),
            landmark("OS", "48", "75", "68–81"),
        ),
        DRD(hazard("OS", "0.68", "0.49–0.95", **against("0.023", RD))),
        VRD(hazard("OS", "0.86", "0.63–1.17", **against("0.34", RD))),
    ),
    *stated("Median overall survival was not reached in any group", *in_arms(*(median("OS", "NR") for _ in ARMS))),
    *flat(
        stated(
            row_text(row),
            Group(f"{row[0]}|{row[0]}, DRd|DRd", DRD.regimen)(
                hazard("PFS", ratio, bounds, comparator="Rd"), *optional(size("group", row[1].split("/")[1]))
            ),
            optional(Group(f"{row[0]}|{row[0]}, Rd|Rd", RD.regimen)(size("group", row[2].split("/")[1]))),
        )
        for row in SUBGROUPS.rows
        for ratio, bounds in [row[3].replace("·", ".").rstrip(")").split(" (")]
    ),
    *stated(
        "An overall response was recorded in 153 (75%), 172 (84%), and 188 (92%) patients assigned to Rd, VRd, "
        "and DRd, respectively (table 2); the difference between DRd and Rd was significant (p<0·0001)",
        *in_arms(
            rate("ORR", "75", "153"), rate("ORR", "84", "172"), rate("ORR", "92", "188", **against("<0.0001", RD))
        ),
    ),
    *stated(
        "Median time to first response was 1·9 months, 1·2 months, and 1·0 month",
        *in_arms(*(median("TTR", months) for months in ("1.9", "1.2", "1.0"))),
    ),
    *stated(
        "Among responders, median duration of response was 29·6 months (95% CI 25·4–35·0) in the Rd group and "
        "39·8 months (34·7–not estimable) in the VRd group, and it was not reached in the DRd group",
        *in_arms(median("DOR", "29.6", "25.4–35.0"), median("DOR", "39.8", "34.7–NE"), median("DOR", "NR")),
    ),
    *table_facts(
        RESPONSE,
        (Column(1, RD), Column(2, VRD), Column(3, DRD)),
        {
            "Very good partial response or better": ">=VGPR",
            "Complete response or better": ">=CR",
            "Stringent complete response": "sCR",
            "Complete response": "CR",
            "Very good partial response": "VGPR",
            "Partial response": "PR",
            "Stable disease": "SD",
            "Progressive disease": "PD",
            "Minimal residual disease negative": "MRD-negative",
        },
    ),
)

HARMS = (
    *table_facts(
        SAFETY,
        tuple(
            Column(1 + 3 * a + g, group, grade)
            for a, group in enumerate(ARMS)
            for g, grade in enumerate(("1-2", "3", "4"))
        ),
        {
            "Neutropenia": "neutropenia",
            "Anaemia": "anemia",
            "Thrombocytopenia": "thrombocytopenia",
            "Infections": "infection",
            "Pneumonia": "pneumonia",
            "Diarrhoea": "diarrhea",
            "Fatigue": "fatigue",
            "Peripheral neuropathy": "peripheral neuropathy",
            "Rash": "rash",
            "Venous thromboembolism": "venous thromboembolism",
        },
    ),
    *optional(
        stated(
            "The commonest grade 3 or 4 adverse event in all groups was neutropenia",
            *in_arms(*(named_toxicity("neutropenia", "3-4") for _ in ARMS)),
        )
    ),
    *stated(
        "Grade 3 or 4 adverse events were reported in 137 (68%) of 201 patients, 152 (75%) of 203, and 171 (84%) "
        "of 203",
        *in_arms(
            toxicity("any adverse event", "3-4", "68", "137/201"),
            toxicity("any adverse event", "3-4", "75", "152/203"),
            toxicity("any adverse event", "3-4", "84", "171/203"),
        ),
    ),
    *stated(
        "Serious adverse events were more common with DRd than with Rd (127 [63%] vs 103 [51%]) and occurred in "
        "112 (55%) patients given VRd",
        *in_arms(
            *(
                toxicity("serious adverse event", "any", percent, n)
                for percent, n in (("51", "103"), ("55", "112"), ("63", "127"))
            )
        ),
    ),
    *stated(
        "Treatment was discontinued because of adverse events in 29 (14%), 43 (21%), and 24 (12%) patients, "
        "respectively",
        *in_arms(
            *(
                toxicity("discontinuation due to adverse event", "any", percent, n)
                for percent, n in (("14", "29"), ("21", "43"), ("12", "24"))
            )
        ),
    ),
    *stated(
        "There were 12 treatment-related deaths: three (1%) in the Rd group, four (2%) in the VRd group, and "
        "five (2%) in the DRd group",
        *in_arms(
            *(
                toxicity("treatment-related death", "any", percent, n)
                for percent, n in (("1", "3"), ("2", "4"), ("2", "5"))
            )
        ),
        optional(toxicity("treatment-related death", "any", "", "12")),
    ),
)

MPT = Group("melphalan, prednisone, and thalidomide|MPT", "melphalan+prednisone+thalidomide")
DARATUMUMAB = Group("daratumumab", DRD.regimen)
OTHERS = (
    *cited(
        "FIRST|Benboubker et al",
        "NDMM",
        stated(
            "In the FIRST trial, continuous Rd resulted in a median progression-free survival of 25·5 months, "
            "compared with 21·2 months for melphalan, prednisone, and thalidomide",
            Group("continuous Rd|Rd", RD.regimen)(median("PFS", "25.5")),
            MPT(median("PFS", "21.2")),
            optional(arm(RD), arm(MPT)),
        ),
    ),
    *cited(
        "SWOG S0777|Durie et al",
        "NDMM",
        stated(
            "median progression-free survival was 43 months with VRd and 30 months with Rd (HR 0·71)",
            VRD(median("PFS", "43")),
            RD(median("PFS", "30")),
            VRD(hazard("PFS", "0.71", comparator="Rd")),
            optional(arm(VRD), arm(RD)),
        ),
    ),
    *cited(
        "MAIA|Facon et al",
        "NDMM",
        stated(
            "In MAIA, daratumumab reduced the risk of progression or death (HR 0·56), and the rate of complete "
            "response or better rose from 24·9% to 47·6%",
            DARATUMUMAB(hazard("PFS", "0.56"), rate(">=CR", "47.6")),
            Group("", RD.regimen)(rate(">=CR", "24.9")),
        ),
    ),
)

RECORDS = expected(
    "shaded-borderless", "TRELLIS|NCT09900034|Dunmore-Acheson et al", "NDMM", *DESIGN, *OUTCOMES, *HARMS, *OTHERS
)
