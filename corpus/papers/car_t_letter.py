"""A two-page letter on two BCMA-directed treatments: cell doses, step-up doses, cytokine release, open bounds."""

from corpus.content import Paper, Para, Table
from corpus.truth import (
    Column,
    Fact,
    Group,
    arm,
    cited,
    dose,
    expected,
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

REACTIONS = Table(
    "Table 1.",
    "Cytokine release syndrome and neurotoxicity, No. (%)",
    (("", "Ide-cel (n = 46)", "Teclistamab (n = 41)"),),
    (
        ("Cytokine release syndrome", "", ""),
        ("  Any grade", "39 (84.8)", "30 (73.2)"),
        ("  Grade 1", "24 (52.2)", "21 (51.2)"),
        ("  Grade 2", "13 (28.3)", "9 (22.0)"),
        ("  Grade 3", "1 (2.2)", "0 (0)"),
        ("  Grade 4", "1 (2.2)", "0 (0)"),
        ("ICANS", "", ""),
        ("  Any grade", "8 (17.4)", "1 (2.4)"),
        ("  Grade 3", "2 (4.3)", "0 (0)"),
    ),
    (1.9, 1.2, 1.3),
)

TITLE = "Ide-cel or teclistamab after failure of three drug classes: two parallel cohorts from the HALCYON program"
PAPER = Paper(
    name="car-t-letter",
    layout="letter",
    title=TITLE,
    running_head="Correspondence",
    front=(Para("LETTER TO THE EDITOR", "kicker"), Para(TITLE, "title")),
    body=(
        Para("<i>To the Editor:</i>", "first"),
        Para(
            "B-cell maturation antigen (BCMA) can be reached by chimeric antigen receptor (CAR) T cells and by "
            "bispecific antibodies. KarMMa reported a response in 73% of 128 patients who were infused with "
            "idecabtagene vicleucel (ide-cel) and a median progression-free survival (PFS) of 8.8 "
            "months.<super>1</super> In MajesTEC-1, 63.0% of 165 patients responded to teclistamab, and 39.4% "
            "had a complete response or better.<super>2</super> Patients and doctors must choose between a "
            "single infusion, for which cells have to be grown, and an antibody from the shelf. In the absence "
            "of a randomized comparison, we report two cohorts that were treated at the same five centers of the "
            "HALCYON program (NCT09900047).",
            "first",
        ),
        Para(
            "Adults with relapsed or refractory multiple myeloma were eligible after at least three lines of "
            "therapy, including an immunomodulatory drug, a proteasome inhibitor, and a CD38 antibody; "
            "allocation followed the availability of manufacturing slots. In the first cohort, fludarabine 30 "
            "mg/m² and cyclophosphamide 300 mg/m² were given intravenously on days −5, −4, and −3, followed by a "
            "single infusion of ide-cel at a target dose of 450 × 10<super>6</super> CAR-positive T cells "
            "(permitted range, 150 to 540 × 10<super>6</super> cells). In the second cohort, teclistamab was "
            "injected subcutaneously in step-up doses of 0.06 mg/kg and 0.3 mg/kg, then at 1.5 mg/kg once a "
            "week. After a confirmed response of at least six months, the interval could be lengthened to two "
            "weeks."
        ),
        Para(
            "From May 2019 to June 2022, 93 patients were enrolled: 52 to ide-cel and 41 to teclistamab. Six "
            "patients in the ide-cel cohort were not infused (progression in four, failed manufacturing in two), "
            "so 46 received CAR T cells. The median infused dose was 412 × 10<super>6</super> CAR-positive T "
            "cells. Patients had received a median of six previous lines; 80% of the ide-cel cohort and 78% of "
            "the teclistamab cohort were refractory to all three classes, and 41% and 37% had high-risk "
            "cytogenetics."
        ),
        Para(
            "At a median follow-up of 15.2 months, 33 of 46 infused patients (71.7%; 95% CI, 56.5–84.0) had "
            "responded to ide-cel, 15 of them (32.6%) with a complete or stringent complete response. Responses "
            "to teclistamab were seen in 26 of 41 patients (63.4%; 95% CI, 46.9–77.9), with a complete response "
            "or better in 15 (36.6%). Among all infused patients, 12 (26.1%) were negative for minimal residual "
            "disease at 10<super>−5</super>; with teclistamab, 10 (24.4%) were. The median time to first "
            "response was 1.0 month and 1.2 months, respectively."
        ),
        Para(
            "The median duration of response was 11.0 months (95% CI, 7.9–NR) after ide-cel, and it was not "
            "reached with teclistamab (95% CI, 11.4 months–NE). Median PFS was 9.3 months (95% CI, 6.1–NR) for "
            "infused patients and 11.1 months (95% CI, 5.9–NE) for those given teclistamab; counted from "
            "leukapheresis, median PFS in the ide-cel cohort was 10.6 months. Median overall survival was not "
            "reached in the ide-cel cohort (95% CI, 16.8 months–NE) and was 18.3 months (95% CI, 13.0–NE) in the "
            "teclistamab cohort. One-year survival was 74% and 66%."
        ),
        REACTIONS,
        Para(
            "Cytokine release syndrome (CRS) occurred in 39 patients (84.8%) after ide-cel and in 30 (73.2%) "
            "during step-up dosing of teclistamab (Table 1). It began a median of 1 day after the infusion of "
            "ide-cel and lasted 5 days. Two events after ide-cel (4.3%) were of grade 3 or 4; no patient had CRS "
            "of grade 3 or higher with teclistamab. Tocilizumab 8 mg/kg was used in 54% and 32% of patients."
        ),
        Para(
            "Infections of grade 3 or higher were recorded in 11 of 46 patients (23.9%) after ide-cel and in 18 "
            "of 41 (43.9%) on teclistamab. Grade 3–4 neutropenia was almost universal after ide-cel (89.1%) and "
            "common with teclistamab (63.4%); grade 3–4 thrombocytopenia was found in 52.2% and 19.5%, "
            "respectively. Three patients (7.3%) on teclistamab died of infection, two of them with COVID-19; "
            "one patient (2.2%) died of CRS after ide-cel."
        ),
        Para(
            "These cohorts were not randomized, and the six patients who never received their cells must be kept "
            "in mind. With that caution, the two treatments gave similar response rates; ide-cel meant more "
            "early toxicity and then freedom from therapy, teclistamab more infections. Immunoglobulins and "
            "vaccination deserve attention in both."
        ),
        Para("Beatrix Lindqvist-Amadi, Rory Kinsale, Chiyo Hanamura, Wendelin Pfarrkirchner", "first"),
        Para("1. Munshi NC, et al. KarMMa. N Engl J Med. 2021;384:705-716.", "reference"),
        Para("2. Moreau P, et al. MajesTEC-1. N Engl J Med. 2022;387:495-505.", "reference"),
    ),
)

IDE_CEL = Group("ide-cel|ide-cel cohort|infused patients|first cohort|CAR T cells", "idecabtagene vicleucel")
TECLISTAMAB = Group("teclistamab|teclistamab cohort|second cohort", "teclistamab")

DESIGN = (
    *stated(
        "followed by a single infusion of ide-cel at a target dose of 450 × 106 CAR-positive T cells (permitted "
        "range, 150 to 540 × 106 cells)",
        arm(IDE_CEL),
        IDE_CEL(
            dose("idecabtagene vicleucel", "450000000 cells"),
            *optional(dose("idecabtagene vicleucel", "150000000-540000000 cells")),
        ),
    ),
    *optional(
        stated(
            "fludarabine 30 mg/m² and cyclophosphamide 300 mg/m² were given intravenously on days −5, −4, and −3",
            IDE_CEL(dose("fludarabine", "30 mg/m2", route="IV"), dose("cyclophosphamide", "300 mg/m2", route="IV")),
        )
    ),
    *stated(
        "teclistamab was injected subcutaneously in step-up doses of 0.06 mg/kg and 0.3 mg/kg, then at 1.5 mg/kg "
        "once a week",
        arm(TECLISTAMAB),
        TECLISTAMAB(
            dose("teclistamab", "0.06 mg/kg", route="SC"),
            dose("teclistamab", "0.3 mg/kg", route="SC"),
            dose("teclistamab", "1.5 mg/kg", frequency="weekly", route="SC"),
        ),
    ),
    *stated(
        "93 patients were enrolled: 52 to ide-cel and 41 to teclistamab",
        size("enrolled", "93"),
        IDE_CEL(size("group", "52")),
        TECLISTAMAB(size("group", "41")),
    ),
    *stated("so 46 received CAR T cells", IDE_CEL(size("group", "46"))),
    *stated(
        "The median infused dose was 412 × 106 CAR-positive T cells",
        IDE_CEL(dose("idecabtagene vicleucel", "412000000 cells", statistic="median_dose")),
    ),
)

OUTCOMES = (
    *stated(
        "33 of 46 infused patients (71.7%; 95% CI, 56.5–84.0) had responded to ide-cel, 15 of them (32.6%) with "
        "a complete or stringent complete response",
        IDE_CEL(rate("ORR", "71.7", "33/46", "56.5–84.0"), rate(">=CR", "32.6", "15")),
    ),
    *stated(
        "Responses to teclistamab were seen in 26 of 41 patients (63.4%; 95% CI, 46.9–77.9), with a complete "
        "response or better in 15 (36.6%)",
        TECLISTAMAB(rate("ORR", "63.4", "26/41", "46.9–77.9"), rate(">=CR", "36.6", "15")),
    ),
    *stated(
        "Among all infused patients, 12 (26.1%) were negative for minimal residual disease at 10−5; with "
        "teclistamab, 10 (24.4%) were",
        IDE_CEL(rate("MRD-negative", "26.1", "12")),
        TECLISTAMAB(rate("MRD-negative", "24.4", "10")),
    ),
    *stated(
        "The median time to first response was 1.0 month and 1.2 months, respectively",
        IDE_CEL(median("TTR", "1.0")),
        TECLISTAMAB(median("TTR", "1.2")),
    ),
    *stated(
        "The median duration of response was 11.0 months (95% CI, 7.9–NR) after ide-cel, and it was not reached "
        "with teclistamab (95% CI, 11.4 months–NE)",
        IDE_CEL(median("DOR", "11.0", "7.9–NR")),
        TECLISTAMAB(median("DOR", "NR", "11.4–NE")),
    ),
    *stated(
        "Median PFS was 9.3 months (95% CI, 6.1–NR) for infused patients and 11.1 months (95% CI, 5.9–NE) for "
        "those given teclistamab",
        IDE_CEL(median("PFS", "9.3", "6.1–NR")),
        TECLISTAMAB(median("PFS", "11.1", "5.9–NE")),
    ),
    *stated(
        "counted from leukapheresis, median PFS in the ide-cel cohort was 10.6 months",
        Group("from leukapheresis|ide-cel|ide-cel cohort", IDE_CEL.regimen)(median("PFS", "10.6")),
    ),
    *stated(
        "Median overall survival was not reached in the ide-cel cohort (95% CI, 16.8 months–NE) and was 18.3 "
        "months (95% CI, 13.0–NE) in the teclistamab cohort",
        IDE_CEL(median("OS", "NR", "16.8–NE")),
        TECLISTAMAB(median("OS", "18.3", "13.0–NE")),
    ),
    *stated(
        "One-year survival was 74% and 66%",
        IDE_CEL(landmark("OS", "12", "74")),
        TECLISTAMAB(landmark("OS", "12", "66")),
    ),
)


def reaction_row(stub: str, occurrence: int, name: str, grade: str) -> tuple[Fact, ...]:
    """The rates of one reaction and grade; the table repeats its stubs under each reaction."""
    row = REACTIONS.row(stub, occurrence)
    one_row = Table("", "", (), (row,), ())
    return table_facts(one_row, (Column(1, IDE_CEL, grade), Column(2, TECLISTAMAB, grade)), {stub: name})


HARMS = (
    *reaction_row("Any grade", 0, "cytokine release syndrome", "any"),
    *reaction_row("Grade 1", 0, "cytokine release syndrome", "1"),
    *reaction_row("Grade 2", 0, "cytokine release syndrome", "2"),
    *reaction_row("Grade 3", 0, "cytokine release syndrome", "3"),
    *reaction_row("Grade 4", 0, "cytokine release syndrome", "4"),
    *reaction_row("Any grade", 1, "ICANS", "any"),
    *reaction_row("Grade 3", 1, "ICANS", "3"),
    *stated(
        "Two events after ide-cel (4.3%) were of grade 3 or 4; no patient had CRS of grade 3 or higher with "
        "teclistamab",
        IDE_CEL(toxicity("cytokine release syndrome", "3-4", "4.3", "2")),
        TECLISTAMAB(toxicity("cytokine release syndrome", ">=3", "0", "0")),
    ),
    *stated(
        "Infections of grade 3 or higher were recorded in 11 of 46 patients (23.9%) after ide-cel and in 18 of "
        "41 (43.9%) on teclistamab",
        IDE_CEL(toxicity("infection", ">=3", "23.9", "11/46")),
        TECLISTAMAB(toxicity("infection", ">=3", "43.9", "18/41")),
    ),
    *stated(
        "Grade 3–4 neutropenia was almost universal after ide-cel (89.1%) and common with teclistamab (63.4%); "
        "grade 3–4 thrombocytopenia was found in 52.2% and 19.5%, respectively",
        IDE_CEL(toxicity("neutropenia", "3-4", "89.1"), toxicity("thrombocytopenia", "3-4", "52.2")),
        TECLISTAMAB(toxicity("neutropenia", "3-4", "63.4"), toxicity("thrombocytopenia", "3-4", "19.5")),
    ),
    *stated(
        "Three patients (7.3%) on teclistamab died of infection, two of them with COVID-19; one patient (2.2%) "
        "died of CRS after ide-cel",
        optional(
            TECLISTAMAB(toxicity("infection", "5", "7.3", "3"), toxicity("COVID-19", "5", "", "2")),
            IDE_CEL(toxicity("cytokine release syndrome", "5", "2.2", "1")),
        ),
    ),
    *optional(
        stated("Tocilizumab 8 mg/kg was used in 54% and 32% of patients", dose("tocilizumab", "8 mg/kg")),
    ),
)

OTHERS = (
    *cited(
        "KarMMa|Munshi et al",
        "RRMM",
        stated(
            "KarMMa reported a response in 73% of 128 patients who were infused with idecabtagene vicleucel "
            "(ide-cel) and a median progression-free survival (PFS) of 8.8 months",
            Group("", IDE_CEL.regimen)(rate("ORR", "73", "/128"), median("PFS", "8.8")),
            optional(size("enrolled", "128"), regimen(IDE_CEL.regimen)),
        ),
    ),
    *cited(
        "MajesTEC-1|Moreau et al",
        "RRMM",
        stated(
            "In MajesTEC-1, 63.0% of 165 patients responded to teclistamab, and 39.4% had a complete response or "
            "better",
            Group("", "teclistamab")(rate("ORR", "63.0", "/165"), rate(">=CR", "39.4")),
            optional(size("enrolled", "165"), regimen("teclistamab")),
        ),
    ),
)

RECORDS = expected(
    "car-t-letter", "HALCYON|NCT09900047|Lindqvist-Amadi et al", "RRMM", *DESIGN, *OUTCOMES, *HARMS, *OTHERS
)
