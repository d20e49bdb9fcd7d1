"""A paper in the manner of the nineteen-nineties: ruled tables, WHO grades, medians in months, bare P values."""

from corpus.content import Paper, Para, Table, row_text
from corpus.truth import (
    ALL,
    Column,
    Fact,
    Group,
    against,
    arm,
    cited,
    dose,
    expected,
    flat,
    landmark,
    median,
    optional,
    rate,
    regimen,
    size,
    stated,
    table_facts,
    toxicity,
)

REGIMENS = Table(
    "TABLE I.",
    "Treatment Schedules",
    (("Drug", "Dose", "Route", "Days"),),
    (
        ("MP (every 28 days)", "", "", ""),
        ("Melphalan", "8 mg/m²", "PO", "1–4"),
        ("Prednisone", "60 mg/m²", "PO", "1–4"),
        ("VMCP (alternating with VBAP every 21 days)", "", "", ""),
        ("Vincristine", "1 mg", "IV", "1"),
        ("Melphalan", "6 mg/m²", "PO", "1–4"),
        ("Cyclophosphamide", "125 mg/m²", "PO", "1–4"),
        ("Prednisone", "60 mg/m²", "PO", "1–4"),
        ("VBAP (alternating with VMCP every 21 days)", "", "", ""),
        ("Vincristine", "1 mg", "IV", "1"),
        ("Carmustine", "30 mg/m²", "IV", "1"),
        ("Doxorubicin", "30 mg/m²", "IV", "1"),
        ("Prednisone", "60 mg/m²", "PO", "1–4"),
    ),
    (2.2, 1.1, 0.8, 0.8),
)
RESPONSE = Table(
    "TABLE II.",
    "Response to Chemotherapy",
    (("Response", "MP (n = 155) No. (%)", "VMCP/VBAP (n = 157) No. (%)"),),
    (
        ("Complete remission", "6 (4)", "14 (9)"),
        ("Partial remission", "73 (47)", "89 (57)"),
        ("Objective response", "79 (51)", "103 (66)"),
        ("Minor response", "31 (20)", "22 (14)"),
        ("No change", "35 (23)", "24 (15)"),
        ("Progression", "10 (6)", "8 (5)"),
    ),
    (1.6, 1.3, 1.6),
)
SURVIVAL = Table(
    "TABLE III.",
    "Median Survival (Months) According to Treatment and Prognostic Factors",
    (
        ("", "MP", "", "VMCP/VBAP", "", ""),
        ("", "No.", "Median", "No.", "Median", "P"),
    ),
    (
        # The deliberate slip: abstract and text give 33 months for VMCP/VBAP.
        ("All patients", "155", "28", "157", "31", ".18"),
        ("Stage II", "61", "37", "60", "39", ".71"),
        ("Stage III", "94", "22", "97", "28", ".04"),
        ("Creatinine >2 mg/dL", "33", "14", "31", "19", ".11"),
        ("Beta2-microglobulin >6 mg/L", "52", "17", "55", "20", ".25"),
    ),
    (2.3, 0.7, 0.9, 0.7, 0.9, 0.6),
    spans=((0, 1, 2), (0, 3, 4)),
)
TOXICITY = Table(
    "TABLE IV.",
    "Toxicity by WHO Grade (% of Patients)",
    (
        ("", "MP (n = 155)", "", "", "VMCP/VBAP (n = 157)", "", ""),
        ("", "Grade 1–2", "Grade 3", "Grade 4", "Grade 1–2", "Grade 3", "Grade 4"),
    ),
    (
        ("Leukopenia", "41", "21", "6", "44", "29", "11"),
        ("Thrombocytopenia", "24", "9", "4", "22", "10", "5"),
        ("Infection", "18", "7", "2", "21", "9", "3"),
        ("Nausea", "27", "3", "0", "39", "8", "1"),
        ("Alopecia", "9", "1", "0", "42", "31", "0"),
        ("Peripheral neuropathy", "2", "0", "0", "24", "3", "0"),
        ("Cardiac toxicity", "1", "1", "0", "3", "2", "1"),
    ),
    (1.9, 0.9, 0.8, 0.8, 0.9, 0.8, 0.8),
    spans=((0, 1, 3), (0, 4, 6)),
)

TITLE = (
    "Melphalan and Prednisone Versus Alternating VMCP/VBAP as Initial Treatment of Multiple Myeloma: "
    "Results of Protocol CG-88"
)
PAPER = Paper(
    name="older-ruled",
    layout="older",
    title=TITLE,
    running_head="MP VS. VMCP/VBAP IN MYELOMA",
    front=(
        Para(TITLE, "title"),
        Para("By Edmund Ashgrove, Lucinda Perramon, Gerhard Wiesental, and Olav Tennfjord", "authors"),
        Para(
            "From 1988 to 1993, 328 previously untreated patients with multiple myeloma entered a multicenter "
            "trial comparing oral melphalan and prednisone (MP) with alternating cycles of VMCP (vincristine, "
            "melphalan, cyclophosphamide, and prednisone) and VBAP (vincristine, carmustine, doxorubicin, and "
            "prednisone). Three hundred twelve patients were evaluable, 155 in the MP arm and 157 in the "
            "VMCP/VBAP arm. The objective response rate was 51% with MP and 66% with VMCP/VBAP (P = .01). Median "
            "survival was 28 months for MP and 33 months for VMCP/VBAP (P = .18). A survival advantage of the "
            "combination was confined to stage III disease (28 v 22 months; P = .04), and its toxicity was "
            "greater.",
            "abstract",
        ),
    ),
    body=(
        Para(
            "Since the sixties, the combination of melphalan and prednisone has been the standard treatment of "
            "multiple myeloma, and about half of the patients respond to it.<super>1</super> Whether more drugs "
            "are better is still disputed. The Southwest Oncology Group reported a median survival of 43 months "
            "with alternating combinations and 23 months with MP.<super>2</super> In the Medical Research "
            "Council's fifth trial, median survival was 32 months for ABCM and 24 months for intermittent "
            "melphalan.<super>3</super> Other groups found no difference,<super>4,5</super> and an overview of "
            "18 trials could not settle the matter.<super>6</super>",
            "first",
        ),
        Para(
            "In 1988 our group began a randomized comparison of MP and VMCP/VBAP. We report the results after "
            "all patients have been followed for at least 24 months."
        ),
        Para("PATIENTS AND METHODS", "heading"),
        Para(
            "Patients with symptomatic, previously untreated myeloma in stage II or III of Durie and Salmon were "
            "eligible. Those older than 75 years, with a bilirubin above 2 mg/dL, or with cardiac failure were "
            "excluded. Patients were stratified by stage and renal function (creatinine below or above 2 mg/dL) "
            "and randomized by telephone.",
            "first",
        ),
        Para(
            "The schedules are shown in Table I. Doses of alkylating agents were halved when the leukocyte count "
            "on day 1 was between 2.0 and 3.0 × 10<super>9</super>/L. Treatment was continued for 12 months in "
            "patients with a response and was then stopped. Doxorubicin was not given beyond a total dose of 450 "
            "mg/m². A partial remission was a reduction of the serum M-component by at least 50%; a minor "
            "response, by 25% to 49%. Complete remission and partial remission together made up the objective "
            "response."
        ),
        Para(
            "The trial was planned to detect an increase in median survival from 30 to 42 months with a power of "
            "80%, which required 150 patients per arm. Survival curves were compared by the log-rank test, and "
            "proportions by the chi-square test. Toxicity was graded according to the WHO scale."
        ),
        REGIMENS,
        Para("RESULTS", "heading"),
        Para(
            "Of 328 randomized patients, 16 were ineligible (monoclonal gammopathy of undetermined significance "
            "in nine, no follow-up in seven), so that 312 could be evaluated: 155 who received MP and 157 who "
            "received VMCP/VBAP. The median age was 64 years in both arms; 61% and 62% of patients, "
            "respectively, were in stage III.",
            "first",
        ),
        Para(
            "Responses are given in Table II. An objective response was obtained in 79 patients (51%) treated "
            "with MP and in 103 (66%) treated with VMCP/VBAP (P = .01). Complete remissions were rare in both "
            "arms (4% v 9%; P = .07). The median duration of response was 18 months in arm MP and 21 months in "
            "arm VMCP/VBAP (P = .22), and the median time to response 5 and 3 months, respectively."
        ),
        RESPONSE,
        Para(
            "One hundred fourteen patients in the MP arm and 108 in the VMCP/VBAP arm have died. Median survival "
            "was 28 months with MP and 33 months with VMCP/VBAP (P = .18). The probability of being alive at 2 "
            "years was 56% and 60%, and at 5 years 17% and 23%, respectively. Table III shows survival by "
            "prognostic factors. In stage III, patients on VMCP/VBAP lived longer (28 v 22 months; P = .04); in "
            "stage II there was no difference."
        ),
        SURVIVAL,
        Para(
            "Toxicity is listed in Table IV. Leukopenia of grade 3 or 4 was seen in 27% of patients treated with "
            "MP and in 40% of those treated with VMCP/VBAP. Alopecia and neuropathy were almost confined to the "
            "combination. Seven patients died of complications of chemotherapy: three (2%) in the MP arm and "
            "four (3%) in the VMCP/VBAP arm. Acute leukemia developed in three patients who had been given MP "
            "and in two who had been given VMCP/VBAP."
        ),
        TOXICITY,
        Para("DISCUSSION", "heading"),
        Para(
            "Alternating combination chemotherapy gave more responses than MP, but survival in the whole "
            "population was not improved to a significant extent. The response rate of 51% with MP agrees with "
            "the 53% found in an overview by Gregory et al.<super>6</super> The benefit in stage III should be "
            "read with caution, since it rests on a subset. For most patients MP, which is given by mouth and "
            "spares the hair, remains a sound first treatment; younger patients with advanced disease may be "
            "offered VMCP/VBAP.",
            "first",
        ),
        Para("REFERENCES", "heading"),
        Para("1. Alexanian R, et al: Melphalan therapy of plasma cell myeloma. Blood 31:1, 1968", "reference"),
        Para("2. Salmon SE, et al: Alternating combinations in myeloma. J Clin Oncol 1:453, 1983", "reference"),
        Para("3. MacLennan IC, et al: ABCM in the fifth myelomatosis trial. Lancet 339:200, 1992", "reference"),
        Para("4. Tennfjord O, Wiesental G: Four drugs or two. Sample J Med 12:88, 1990", "reference"),
        Para("5. Perramon L, et al: VMCP/VBAP in clinical practice. Sample Haematol 4:310, 1989", "reference"),
        Para(
            "6. Gregory WM, et al: Combination chemotherapy versus MP, an overview. J Clin Oncol 10:334, 1992",
            "reference",
        ),
    ),
)

MP = Group("MP|MP arm|melphalan and prednisone|arm MP", "melphalan+prednisone")
COMBINATION = Group(
    "VMCP/VBAP|VMCP/VBAP arm|alternating VMCP/VBAP|combination",
    "carmustine+cyclophosphamide+doxorubicin+melphalan+prednisone+vincristine",
)
VMCP = Group("VMCP|VMCP/VBAP", f"cyclophosphamide+melphalan+prednisone+vincristine|{COMBINATION.regimen}")
VBAP = Group("VBAP|VMCP/VBAP", f"carmustine+doxorubicin+prednisone+vincristine|{COMBINATION.regimen}")


def schedule_row(occurrence: int, drug: str, amount: str, group: Group, **schedule: str) -> tuple[Fact, ...]:
    """The dose in one row of the table of schedules."""
    route = REGIMENS.row(drug, occurrence)[2]
    return stated(row_text(REGIMENS.row(drug, occurrence)), *group(dose(drug.lower(), amount, route=route, **schedule)))


DESIGN = (
    *stated(
        "comparing oral melphalan and prednisone (MP) with alternating cycles of VMCP (vincristine, melphalan, "
        "cyclophosphamide, and prednisone) and VBAP (vincristine, carmustine, doxorubicin, and prednisone)",
        arm(MP),
        arm(COMBINATION),
        optional(
            VMCP(regimen("cyclophosphamide+melphalan+prednisone+vincristine")),
            VBAP(regimen("carmustine+doxorubicin+prednisone+vincristine")),
        ),
    ),
    *schedule_row(0, "Melphalan", "8 mg/m2", MP, days="1-4", cycle_days="28"),
    *schedule_row(0, "Prednisone", "60 mg/m2", MP, days="1-4", cycle_days="28"),
    *schedule_row(0, "Vincristine", "1 mg", VMCP, days="1"),
    *schedule_row(1, "Melphalan", "6 mg/m2", VMCP, days="1-4"),
    *schedule_row(0, "Cyclophosphamide", "125 mg/m2", VMCP, days="1-4"),
    *schedule_row(1, "Prednisone", "60 mg/m2", VMCP, days="1-4"),
    *optional(schedule_row(1, "Vincristine", "1 mg", VBAP, days="1")),
    *schedule_row(0, "Carmustine", "30 mg/m2", VBAP, days="1"),
    *schedule_row(0, "Doxorubicin", "30 mg/m2", VBAP, days="1"),
    *optional(schedule_row(2, "Prednisone", "60 mg/m2", VBAP, days="1-4")),
    *stated(
        "Of 328 randomized patients, 16 were ineligible (monoclonal gammopathy of undetermined significance in "
        "nine, no follow-up in seven), so that 312 could be evaluated: 155 who received MP and 157 who received "
        "VMCP/VBAP",
        size("randomized", "328"),
        size("evaluable", "312"),
        MP(size("group", "155")),
        COMBINATION(size("group", "157")),
    ),
)

OUTCOMES = (
    *stated(
        "An objective response was obtained in 79 patients (51%) treated with MP and in 103 (66%) treated with "
        "VMCP/VBAP (P = .01)",
        COMBINATION(rate("ORR", "66", "103", **against(".01", MP))),
        MP(rate("ORR", "51", "79")),
    ),
    *stated(
        "Complete remissions were rare in both arms (4% v 9%; P = .07)",
        COMBINATION(rate("CR", "9", "14", **against(".07", MP))),
        MP(rate("CR", "4", "6")),
    ),
    *table_facts(
        RESPONSE,
        (Column(1, MP), Column(2, COMBINATION)),
        {"Partial remission": "PR", "Minor response": "MR", "No change": "SD", "Progression": "PD"},
    ),
    *stated(
        "The median duration of response was 18 months in arm MP and 21 months in arm VMCP/VBAP (P = .22), and "
        "the median time to response 5 and 3 months, respectively",
        COMBINATION(median("DOR", "21", **against(".22", MP))),
        MP(median("DOR", "18")),
        MP(median("TTR", "5")),
        COMBINATION(median("TTR", "3")),
    ),
    *stated(
        "Median survival was 28 months with MP and 33 months with VMCP/VBAP (P = .18)",
        MP(median("OS", "28")),
        COMBINATION(median("OS", "33", **against(".18", MP))),
    ),
    *stated("All patients 155 28 157 31 .18", COMBINATION(median("OS", "31", **against(".18", MP)))),
    *stated(
        "The probability of being alive at 2 years was 56% and 60%, and at 5 years 17% and 23%, respectively",
        MP(landmark("OS", "24", "56")),
        COMBINATION(landmark("OS", "24", "60")),
        MP(landmark("OS", "60", "17")),
        COMBINATION(landmark("OS", "60", "23")),
    ),
    *flat(
        stated(
            row_text(row),
            Group(f"{row[0]}|{row[0]}, MP|MP", MP.regimen)(size("group", row[1]), median("OS", row[2])),
            Group(f"{row[0]}|{row[0]}, VMCP/VBAP|VMCP/VBAP", COMBINATION.regimen)(
                size("group", row[3]), median("OS", row[4], **against(row[5], MP))
            ),
        )
        for row in SURVIVAL.rows[1:]
    ),
)

HARMS = (
    *table_facts(
        TOXICITY,
        (
            Column(1, MP, "1-2"),
            Column(2, MP, "3"),
            Column(3, MP, "4"),
            Column(4, COMBINATION, "1-2"),
            Column(5, COMBINATION, "3"),
            Column(6, COMBINATION, "4"),
        ),
        {
            "Leukopenia": "leukopenia",
            "Thrombocytopenia": "thrombocytopenia",
            "Infection": "infection",
            "Nausea": "nausea",
            "Alopecia": "alopecia",
            "Peripheral neuropathy": "peripheral neuropathy",
            "Cardiac toxicity": "cardiac toxicity",
        },
    ),
    *stated(
        "Leukopenia of grade 3 or 4 was seen in 27% of patients treated with MP and in 40% of those treated with "
        "VMCP/VBAP",
        MP(toxicity("leukopenia", "3-4", "27")),
        COMBINATION(toxicity("leukopenia", "3-4", "40")),
    ),
    *stated(
        "Seven patients died of complications of chemotherapy: three (2%) in the MP arm and four (3%) in the "
        "VMCP/VBAP arm",
        MP(toxicity("treatment-related death", "any", "2", "3")),
        COMBINATION(toxicity("treatment-related death", "any", "3", "4")),
        optional(ALL(toxicity("treatment-related death", "any", "", "7"))),
    ),
    *optional(
        stated(
            "Acute leukemia developed in three patients who had been given MP and in two who had been given VMCP/VBAP",
            MP(toxicity("acute leukemia", "any", "", "3")),
            COMBINATION(toxicity("acute leukemia", "any", "", "2")),
        )
    ),
)

ABCM = Group("ABCM", "carmustine+cyclophosphamide+doxorubicin+melphalan")
MELPHALAN = Group("intermittent melphalan|melphalan", "melphalan")
OTHERS = (
    *cited(
        "Southwest Oncology Group|SWOG|Salmon et al",
        "NDMM",
        stated(
            "The Southwest Oncology Group reported a median survival of 43 months with alternating combinations "
            "and 23 months with MP",
            Group("alternating combinations")(median("OS", "43")),
            MP(median("OS", "23")),
            optional(arm(MP)),
        ),
    ),
    *cited(
        "Medical Research Council|MRC|fifth trial|MacLennan et al",
        "NDMM",
        stated(
            "In the Medical Research Council's fifth trial, median survival was 32 months for ABCM and 24 months "
            "for intermittent melphalan",
            ABCM(median("OS", "32")),
            MELPHALAN(median("OS", "24")),
            optional(arm(ABCM), arm(MELPHALAN)),
        ),
    ),
    *cited(
        "Gregory et al",
        "NDMM",
        stated(
            "The response rate of 51% with MP agrees with the 53% found in an overview by Gregory et al",
            MP(rate("ORR", "53")),
        ),
    ),
)

RECORDS = expected("older-ruled", "CG-88|Ashgrove et al", "NDMM", *DESIGN, *OUTCOMES, *HARMS, *OTHERS)
