"""A web page that lists abstracts of several diseases, printed from a browser."""

from dataclasses import replace

from corpus.content import Block, Paper, Para
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
    regimen,
    size,
    stated,
    toxicity,
)


def entry(authors: str, title: str, journal: str, *paragraphs: str) -> tuple[Block, ...]:
    """One item of the list as the page prints it."""
    text = [Para(paragraph, "body") for paragraph in paragraphs]
    return (
        Para(authors, "authors"),
        Para(title, "link"),
        Para(journal, "journal"),
        *text,
        Para("Related publications", "small"),
    )


LANTERN = entry(
    "Osei-Brandt K, Lumbreras V, Tanikawa R, et al.",
    "Oral ixazomib as maintenance after autologous transplantation in myeloma (LANTERN): a placebo-controlled "
    "phase 3 trial.",
    "Sample J Hematol. 2019; 44(2):118-127",
    "BACKGROUND: Maintenance after autologous stem-cell transplantation delays relapse of multiple myeloma. We "
    "studied an oral proteasome inhibitor for this purpose. METHODS: Newly diagnosed patients with at least a "
    "partial response after transplantation were randomly assigned in a 3:2 ratio to ixazomib or placebo on days "
    "1, 8, and 15 of 28-day cycles for up to 24 months. Ixazomib was started at 3 mg and increased to 4 mg from "
    "cycle 5. RESULTS: 412 patients were randomized (247 to ixazomib, 165 to placebo). With a median follow-up "
    "of 31 months, median progression-free survival was 26.8 months (95% CI 23.5-31.2) in the ixazomib group "
    "versus 20.9 months (17.6-24.1) in the placebo group (hazard ratio 0.73, 95% CI 0.57-0.92; p=0.008). Overall "
    "survival data were immature, with median survival not reached in either group. Grade 3 or worse adverse "
    "events were reported in 19% of 246 patients given ixazomib and in 6% of 164 given placebo. New primary "
    "malignancies were diagnosed in 3% of patients in both groups. INTERPRETATION: Ixazomib maintenance prolongs "
    "progression-free survival.",
)
AMYLOID = entry(
    "Ravnkilde P, Domènech-Soler A, Whitcombe J.",
    "Daratumumab for light-chain amyloidosis after one or more lines of therapy: experience from two referral centers.",
    "Ann Sample Amyloid. 2019; 12:77-84",
    "Daratumumab is increasingly used in systemic AL amyloidosis. We reviewed 63 consecutive patients who were "
    "given daratumumab, alone or with dexamethasone, for previously treated AL amyloidosis. The hematologic "
    "response rate was 74%, and 22% reached a complete response; the median time to first response was 1 month. "
    "Renal and cardiac responses were recorded in 41% and 34% of evaluable patients. Overall survival at 2 years "
    "was 81%. Infusion reactions of grade 1 or 2 occurred in 38%.",
)
REAL_WORLD = entry(
    "Kirchmayr L, Anand-Petrov S, Oyelaran B, et al.",
    "Carfilzomib or ixazomib with lenalidomide and dexamethasone at first relapse of myeloma: a registry study.",
    "Open Sample Oncol. 2019; 9:2031",
    "Two lenalidomide-based triplets have not been compared directly. From a national registry we identified 358 "
    "patients with multiple myeloma in first relapse, of whom 203 had received carfilzomib (KRd) and 155 "
    "ixazomib (IRd) together with lenalidomide and dexamethasone. The overall response rate was 83% for KRd vs. "
    "72% for IRd (p = .01), with CR or better in 27% and 14%, respectively. Median PFS was 22.9 and 18.4 months "
    "(HR 0.77; 95% CI: 0.60-0.99), and 2-year OS 76% and 73%. Patients treated with KRd were younger (median 64 "
    "vs. 71 years), and after propensity-score matching the difference in PFS was no longer significant (HR "
    "0.88; 95% CI: 0.66-1.17). Grade ≥3 cardiac events were seen in 5.9% of KRd patients and 1.3% of IRd "
    "patients, whereas rash was typical of IRd.",
)
LYMPHOMA = entry(
    "Strandberg-Ito M, Farkas D, Quintero-Lund E.",
    "Lenalidomide and an anti-CD19 antibody in relapsed diffuse large B-cell lymphoma: three-year results.",
    "Sample Lymphoma Lett. 2018; 3(5):501-509",
    "Patients with relapsed diffuse large B-cell lymphoma (DLBCL) who cannot undergo transplantation need other "
    "options. In this single-arm phase 2 study, 80 patients received tafasitamab 12 mg/kg and lenalidomide 25 mg "
    "on days 1-21 of 28-day cycles for up to 12 cycles. The objective response rate was 58% (46 of 80), and 40% "
    "had a complete response. Median duration of response was 34.6 months. Neutropenia of grade 3 or higher "
    "occurred in 49% of patients.",
)
LABORATORY = entry(
    "Haukeland T, Vashti N, Berenguer-Cho I.",
    "Loss of a ubiquitin ligase subunit makes myeloma cells resistant to immunomodulatory drugs.",
    "Cell Sample Biol. 2019; 27:1402-1415",
    "Immunomodulatory drugs act through cereblon. In a genome-wide screen, cells lacking one subunit of the "
    "ligase survived lenalidomide. Pomalidomide at 10 µM reduced the viability of parental MM.1S cells to 24% "
    "but that of knockout cells only to 81%, and tumors in 12 of 14 mice bearing knockout cells grew under "
    "lenalidomide 25 mg/kg. Restoring the subunit restored sensitivity. These results point to a mechanism that "
    "could be looked for in patients.",
)
SMOLDERING = entry(
    "Abernethy-Cruz F, Nordahl S, Pastorini G, et al.",
    "Early lenalidomide for high-risk smoldering multiple myeloma: final report of the BEACON-SM randomized trial.",
    "J Sample Clin Oncol. 2020; 38(11):1126-1134",
    "PURPOSE: Observation is the standard of care for smoldering multiple myeloma. PATIENTS AND METHODS: "
    "Patients with intermediate- or high-risk disease were randomly assigned to lenalidomide 25 mg orally on "
    "days 1 to 21 of a 28-day cycle or to observation. RESULTS: One hundred seventy-six patients were enrolled: "
    "88 in each arm. Response to lenalidomide was observed in 49% of patients (95% CI, 38% to 60%), and there "
    "was none in the observation arm. Progression-free survival at 1, 2, and 3 years was 97%, 92%, and 90% with "
    "lenalidomide and 89%, 77%, and 67% with observation, respectively (HR, 0.31; 95% CI, 0.14 to 0.66; P = "
    ".002). Grade 3 or 4 nonhematologic adverse events occurred in 27% of patients on lenalidomide. The "
    "cumulative incidence of second malignancies at 3 years was 5.7% v 2.3%.",
)
CASE = entry(
    "Yamasato H, Eliasson B.",
    "Capillary leak after the first dose of carfilzomib: a case report.",
    "Sample Case Rep Med. 2019; 6:88",
    "A 71-year-old woman with refractory multiple myeloma was given carfilzomib 20 mg/m2 and dexamethasone 20 "
    "mg. Eight hours later she became hypotensive and dyspneic. Capillary leak syndrome was diagnosed and "
    "resolved with steroids within four days. She was later treated with pomalidomide and dexamethasone and "
    "reached a very good partial response. Clinicians should be aware of this rare event.",
)
COSTS = entry(
    "Delacroix-Weston P, Iyengar U.",
    "What does continuous treatment of multiple myeloma cost? A budget model.",
    "Sample Health Econ. 2018; 21:640-651",
    "We modeled the costs of lenalidomide until progression against a fixed duration of 18 months. Assuming a "
    "median progression-free survival of 26 months, continuous treatment cost 94,000 euros more per patient and "
    "gained 0.42 quality-adjusted life years. The probability of being cost-effective was 31% at a threshold of "
    "100,000 euros.",
)
PHASE_2 = entry(
    "Benavides-Holm C, Oduya P, Szymczyk R, et al.",
    "Weekly carfilzomib, cyclophosphamide and dexamethasone for elderly patients with newly diagnosed multiple "
    "myeloma.",
    "Sample Haematologica. 2018; 103:1170-1178",
    "This phase II study evaluated once-weekly carfilzomib at 70 mg/m2 (days 1, 8 and 15; 20 mg/m2 on day 1 of "
    "the first cycle), oral cyclophosphamide 300 mg/m2 and dexamethasone 40 mg on days 1, 8, 15 and 22 of 28-day "
    "cycles in transplant-ineligible patients with newly diagnosed multiple myeloma. After nine cycles, patients "
    "received carfilzomib maintenance. Of 54 patients enrolled, 46 (85%) achieved at least a partial response, "
    "35 (65%) at least a very good partial response and 11 (20%) a near-complete or complete response. After a "
    "median follow-up of 18 months, 2-year progression-free survival was 66% and 2-year overall survival 81%. "
    "Grade 3-5 cardiopulmonary adverse events were reported in 9% of patients and neutropenia in 22%; no grade 3 "
    "or 4 peripheral neuropathy was observed. The median age was 72 years. Five (9%) patients discontinued "
    "treatment due to adverse",
)

PAPER = Paper(
    name="abstract-listing",
    layout="listing",
    title="Immunomodulatory drugs and proteasome inhibitors: latest research publications",
    running_head="Immunomodulatory drugs and proteasome inhibitors: latest research publications",
    front=(
        Para("Home  |  Cancer types  |  Treatments  |  Genetics  |  Search", "menu"),
        Para("Immunomodulatory drugs and proteasome inhibitors", "title"),
        Para(
            "Latest research publications. This list is regenerated each week and is accurate up to 28 February 2020.",
            "small",
        ),
    ),
    body=(*LANTERN, *AMYLOID, *REAL_WORLD, *LYMPHOMA, *LABORATORY, *SMOLDERING, *CASE, *COSTS, *PHASE_2),
)


def item(study: str, disease: str, *facts: Facts) -> tuple[Fact, ...]:
    """The facts of one abstract of the list."""
    return tuple(replace(fact, study=study, disease=disease) for fact in flat(facts))


IXAZOMIB = Group("ixazomib|ixazomib group", "ixazomib")
PLACEBO = Group("placebo|placebo group")
KRD = Group("KRd|carfilzomib", "carfilzomib+dexamethasone+lenalidomide")
IRD = Group("IRd|ixazomib", "dexamethasone+ixazomib+lenalidomide")
MATCHED = Group("after propensity-score matching|KRd", KRD.regimen)
LENALIDOMIDE = Group("lenalidomide|lenalidomide arm", "lenalidomide")
OBSERVATION = Group("observation|observation arm")
KCD = Group("", "carfilzomib+cyclophosphamide+dexamethasone")
DARA = Group("", "daratumumab|daratumumab+dexamethasone")
TAFA_LEN = Group("", "lenalidomide+tafasitamab")

LANTERN_FACTS = item(
    "LANTERN|Osei-Brandt et al",
    "NDMM",
    stated(
        "randomly assigned in a 3:2 ratio to ixazomib or placebo on days 1, 8, and 15 of 28-day cycles for up to "
        "24 months",
        arm(IXAZOMIB),
    ),
    stated(
        "Ixazomib was started at 3 mg and increased to 4 mg from cycle 5",
        IXAZOMIB(
            dose("ixazomib", "3 mg", days="1,8,15", cycle_days="28"),
            dose("ixazomib", "4 mg", days="1,8,15", cycle_days="28", cycles="5-"),
        ),
    ),
    stated(
        "412 patients were randomized (247 to ixazomib, 165 to placebo)",
        size("randomized", "412"),
        IXAZOMIB(size("group", "247")),
        PLACEBO(size("group", "165")),
    ),
    stated(
        "median progression-free survival was 26.8 months (95% CI 23.5-31.2) in the ixazomib group versus 20.9 "
        "months (17.6-24.1) in the placebo group (hazard ratio 0.73, 95% CI 0.57-0.92; p=0.008)",
        IXAZOMIB(median("PFS", "26.8", "23.5-31.2")),
        PLACEBO(median("PFS", "20.9", "17.6-24.1")),
        IXAZOMIB(hazard("PFS", "0.73", "0.57-0.92", **against("0.008", PLACEBO))),
    ),
    stated(
        "with median survival not reached in either group", IXAZOMIB(median("OS", "NR")), PLACEBO(median("OS", "NR"))
    ),
    stated(
        "Grade 3 or worse adverse events were reported in 19% of 246 patients given ixazomib and in 6% of 164 "
        "given placebo",
        IXAZOMIB(toxicity("any adverse event", ">=3", "19", "/246"), *optional(size("safety", "246"))),
        PLACEBO(toxicity("any adverse event", ">=3", "6", "/164"), *optional(size("safety", "164"))),
    ),
    stated(
        "New primary malignancies were diagnosed in 3% of patients in both groups",
        IXAZOMIB(toxicity("second primary malignancy", "any", "3")),
        PLACEBO(toxicity("second primary malignancy", "any", "3")),
    ),
)
AMYLOID_FACTS = item(
    "Ravnkilde et al",
    "AL amyloidosis",
    optional(
        stated(
            "We reviewed 63 consecutive patients who were given daratumumab, alone or with dexamethasone, for "
            "previously treated AL amyloidosis",
            regimen("daratumumab"),
            regimen("daratumumab+dexamethasone"),
            DARA(size("enrolled", "63")),
        ),
        stated(
            "The hematologic response rate was 74%, and 22% reached a complete response; the median time to "
            "first response was 1 month",
            DARA(rate("hematologic response", "74"), rate("CR", "22"), median("TTR", "1")),
        ),
        stated(
            "Renal and cardiac responses were recorded in 41% and 34% of evaluable patients",
            DARA(rate("renal response", "41"), rate("cardiac response", "34")),
        ),
        stated("Overall survival at 2 years was 81%", DARA(landmark("OS", "24", "81"))),
        stated("Infusion reactions of grade 1 or 2 occurred in 38%", DARA(toxicity("infusion reaction", "1-2", "38"))),
    ),
)
REAL_WORLD_FACTS = item(
    "Kirchmayr et al",
    "RRMM",
    stated(
        "we identified 358 patients with multiple myeloma in first relapse, of whom 203 had received carfilzomib "
        "(KRd) and 155 ixazomib (IRd) together with lenalidomide and dexamethasone",
        arm(KRD),
        arm(IRD),
        size("enrolled", "358"),
        KRD(size("group", "203")),
        IRD(size("group", "155")),
    ),
    stated(
        "The overall response rate was 83% for KRd vs. 72% for IRd (p = .01), with CR or better in 27% and 14%, "
        "respectively",
        KRD(rate("ORR", "83", **against(".01", IRD))),
        IRD(rate("ORR", "72")),
        KRD(rate(">=CR", "27")),
        IRD(rate(">=CR", "14")),
    ),
    stated(
        "Median PFS was 22.9 and 18.4 months (HR 0.77; 95% CI: 0.60-0.99), and 2-year OS 76% and 73%",
        KRD(median("PFS", "22.9")),
        IRD(median("PFS", "18.4")),
        KRD(hazard("PFS", "0.77", "0.60-0.99", comparator="IRd"), landmark("OS", "24", "76")),
        IRD(landmark("OS", "24", "73")),
    ),
    stated(
        "after propensity-score matching the difference in PFS was no longer significant (HR 0.88; 95% CI: 0.66-1.17)",
        MATCHED(hazard("PFS", "0.88", "0.66-1.17", comparator="IRd")),
    ),
    stated(
        "Grade ≥3 cardiac events were seen in 5.9% of KRd patients and 1.3% of IRd patients, whereas rash was "
        "typical of IRd",
        KRD(toxicity("cardiac event", ">=3", "5.9")),
        IRD(toxicity("cardiac event", ">=3", "1.3")),
        optional(IRD(named_toxicity("rash"))),
    ),
)
LYMPHOMA_FACTS = item(
    "Strandberg-Ito et al",
    "diffuse large B-cell lymphoma",
    optional(
        stated(
            "80 patients received tafasitamab 12 mg/kg and lenalidomide 25 mg on days 1-21 of 28-day cycles for "
            "up to 12 cycles",
            regimen("lenalidomide+tafasitamab"),
            TAFA_LEN(
                size("enrolled", "80"),
                dose("tafasitamab", "12 mg/kg"),
                dose("lenalidomide", "25 mg", days="1-21", cycle_days="28"),
            ),
        ),
        stated(
            "The objective response rate was 58% (46 of 80), and 40% had a complete response",
            TAFA_LEN(rate("ORR", "58", "46/80"), rate("CR", "40")),
        ),
        stated("Median duration of response was 34.6 months", TAFA_LEN(median("DOR", "34.6"))),
        stated(
            "Neutropenia of grade 3 or higher occurred in 49% of patients",
            TAFA_LEN(toxicity("neutropenia", ">=3", "49")),
        ),
    ),
)
PFS_BY_YEAR = (
    "Progression-free survival at 1, 2, and 3 years was 97%, 92%, and 90% with lenalidomide and 89%, 77%, and "
    "67% with observation, respectively (HR, 0.31; 95% CI, 0.14 to 0.66; P = .002)"
)
SMOLDERING_FACTS = item(
    "BEACON-SM|Abernethy-Cruz et al",
    "SMM",
    stated(
        "randomly assigned to lenalidomide 25 mg orally on days 1 to 21 of a 28-day cycle or to observation",
        arm(LENALIDOMIDE),
        LENALIDOMIDE(dose("lenalidomide", "25 mg", days="1-21", cycle_days="28", route="PO")),
    ),
    stated(
        "One hundred seventy-six patients were enrolled: 88 in each arm",
        size("enrolled", "176"),
        LENALIDOMIDE(size("group", "88")),
        OBSERVATION(size("group", "88")),
    ),
    stated(
        "Response to lenalidomide was observed in 49% of patients (95% CI, 38% to 60%), and there was none in "
        "the observation arm",
        LENALIDOMIDE(rate("ORR", "49", "", "38-60")),
        OBSERVATION(rate("ORR", "0", "0")),
    ),
    stated(
        PFS_BY_YEAR,
        LENALIDOMIDE(landmark("PFS", "12", "97"), landmark("PFS", "24", "92"), landmark("PFS", "36", "90")),
        OBSERVATION(landmark("PFS", "12", "89"), landmark("PFS", "24", "77"), landmark("PFS", "36", "67")),
        LENALIDOMIDE(hazard("PFS", "0.31", "0.14-0.66", **against(".002", OBSERVATION))),
    ),
    stated(
        "Grade 3 or 4 nonhematologic adverse events occurred in 27% of patients on lenalidomide",
        LENALIDOMIDE(toxicity("nonhematologic toxicity", "3-4", "27")),
    ),
    stated(
        "The cumulative incidence of second malignancies at 3 years was 5.7% v 2.3%",
        LENALIDOMIDE(toxicity("second primary malignancy", "any", "5.7", time_months="36")),
        OBSERVATION(toxicity("second primary malignancy", "any", "2.3", time_months="36")),
    ),
)
CASE_FACTS = item(
    "Yamasato and Eliasson|Yamasato et al",
    "RRMM",
    optional(
        stated(
            "A 71-year-old woman with refractory multiple myeloma was given carfilzomib 20 mg/m2 and "
            "dexamethasone 20 mg",
            regimen("carfilzomib+dexamethasone"),
            dose("carfilzomib", "20 mg/m2"),
            dose("dexamethasone", "20 mg"),
            size("enrolled", "1"),
        ),
        stated(
            "Capillary leak syndrome was diagnosed and resolved with steroids within four days",
            toxicity("capillary leak syndrome", "any", "", "1"),
        ),
        stated(
            "She was later treated with pomalidomide and dexamethasone and reached a very good partial response",
            regimen("dexamethasone+pomalidomide"),
            rate("VGPR", "", "1"),
        ),
    ),
)
PHASE_2_FACTS = item(
    "Benavides-Holm et al",
    "NDMM",
    stated(
        "This phase II study evaluated once-weekly carfilzomib at 70 mg/m2 (days 1, 8 and 15; 20 mg/m2 on day 1 "
        "of the first cycle), oral cyclophosphamide 300 mg/m2 and dexamethasone 40 mg on days 1, 8, 15 and 22 of "
        "28-day cycles",
        regimen(KCD.regimen),
        KCD(
            dose("carfilzomib", "70 mg/m2", days="1,8,15", cycle_days="28"),
            dose("carfilzomib", "20 mg/m2", days="1", cycles="1"),
            dose("cyclophosphamide", "300 mg/m2", route="PO"),
            dose("dexamethasone", "40 mg", days="1,8,15,22", cycle_days="28"),
        ),
    ),
    stated(
        "After nine cycles, patients received carfilzomib maintenance",
        Group("maintenance|", "carfilzomib")(regimen("carfilzomib")),
    ),
    stated(
        "Of 54 patients enrolled, 46 (85%) achieved at least a partial response, 35 (65%) at least a very good "
        "partial response and 11 (20%) a near-complete or complete response",
        KCD(size("enrolled", "54"), rate("ORR", "85", "46"), rate(">=VGPR", "65", "35"), rate("CR+nCR", "20", "11")),
    ),
    stated(
        "2-year progression-free survival was 66% and 2-year overall survival 81%",
        KCD(landmark("PFS", "24", "66"), landmark("OS", "24", "81")),
    ),
    stated(
        "Grade 3-5 cardiopulmonary adverse events were reported in 9% of patients and neutropenia in 22%; no "
        "grade 3 or 4 peripheral neuropathy was observed",
        KCD(
            *optional(toxicity("cardiopulmonary adverse event", "3-5", "9")),
            toxicity("neutropenia", "3-5", "22"),
            toxicity("peripheral neuropathy", "3-4", "0", "0"),
        ),
    ),
    stated(
        "Five (9%) patients discontinued treatment due to adverse",
        optional(KCD(toxicity("discontinuation due to adverse event", "any", "9", "5"))),
    ),
)

RECORDS = expected(
    "abstract-listing",
    "",
    "",
    *LANTERN_FACTS,
    *AMYLOID_FACTS,
    *REAL_WORLD_FACTS,
    *LYMPHOMA_FACTS,
    *SMOLDERING_FACTS,
    *CASE_FACTS,
    *PHASE_2_FACTS,
)
