"""Columns that nobody may have read: race, gender, birth dates and pay, under any name."""

import pytest

from participants.hr_file import WrongFile, cells_at, examples_at, read_hr_content, samples_of
from participants.hr_file.never import is_never_read
from participants.models import ImportDraft
from tests.participants.hr_files import TODAY, table
from tests.participants.wizard import bring, look, step


def read(content: bytes, **how):
    return read_hr_content(content, name="people.csv", today=TODAY, **how)


@pytest.mark.parametrize(
    "heading",
    [
        "race",
        "Race/Ethnicity",
        "Gender",
        "Sex",
        "Birth date",
        "birthdate",
        "dateOfBirth",
        "DOB",
        "Age",
        "Base Salary",
        "Annual pay",
        "PayGrade",
        "Religion",
        "Nationality",
        "Marital status",
        "Disability",
        "IBAN",
        "Passport no.",
        "Hourly rate",
        "racedesc",
        "Pronouns",
        "Salutation",
        "Veteran status",
        "Geschlecht",
        "Anrede",
        "Geburtsdatum",
        "Alter",
        "Bruttogehalt",
        "Stundenlohn",
        "Vergütung",
        "Verguetung",
        "Konfession",
        "Familienstand",
        "Schwerbehindert",
        "Steuerklasse",
        "Sexe",
        "Civilité",
        "Né(e) le",
        "Nom de naissance",
        "Âge",
        "Salaire brut",
        "Taux horaire",
        "Situation familiale",
        "Origine ethnique",
        "Annual CTC",
        "C.T.C.",
        "Fixed CTC p.a.",
        "Stipend",
        "Ethn. Group",
        "D.O.B.",
        "D. O. B. (dd/mm/yyyy)",
        "D O B",
        "DoB (employee)",
        "D.o.B (dd.mm.yyyy)",
        "Jahrgang",
        "Geschl.",
        "Fam.-Stand",
        "Schwerbeh.",
        "Mar. status",
        "Geb.-Datum",
        "Geb.",
        "geb. am",
        "Geburtstag",
        "Date naiss.",
        "Né le",
        "Fecha de nacimiento",
        "F. Nac.",
        "Data di nascita",
        "Geboortedatum",
        "Fødselsdato",
        "Födelsedatum",
        "Sexo",
        "Género",
        "M/W/D",
        "Mr/Mrs",
        "Honorific",
        "Title of courtesy",
        "Nacionalidad",
        "Staatsbürgerschaft",
        "Estado civil",
        "GdB",
        "Discapacidad",
        "Remuneración",
        "Retribuzione lorda",
        "Bonuses",
        "Total comp",
    ],
)
def test_column_that_is_never_read_shows_nothing_and_cannot_be_chosen(heading):
    content = f"id,name,{heading}\n1,Ada Lark,CANARY\n".encode()

    assert "CANARY" not in repr(samples_of(content, name="people.csv"))
    assert read(content).columns.never == [heading]
    with pytest.raises(WrongFile, match="is never read"):
        read(content, chosen={heading: "job_title"})


@pytest.mark.parametrize(
    "heading",
    [
        "Trace",
        "FM",
        "Payroll no.",
        "Natasha's team",
        "Sales",
        "Stage",
        "Company",
        "Adobe ID",
        "Senior",
        "Hr. No.",
        "Internet-Nickname",
        "Language group",
        "Abgabedatum",
        "Manager",
        "Page",
        "Essex office",
        "Embrace",
        "Language",
        "N° salarié",
        "Verwalter",
        "Pays",
    ],
)
def test_heading_that_only_looks_alike_is_read(heading):
    assert not is_never_read(heading)


MAPPED = [("Geb.-Datum", "hired_on"), ("Ethn. Group", "department"), ("Annual CTC", "grade"), ("D.O.B.", "hired_on")]


@pytest.mark.parametrize(("heading", "field"), MAPPED)
def test_column_that_is_never_read_cannot_be_mapped_to_a_field(heading, field):
    with pytest.raises(WrongFile) as refused:
        table(f"id,name,{heading}", "1,Ada Lark,1990-01-01", chosen={heading: field})

    assert refused.value.message == (
        f"The column “{heading}” is never read: mentoring knows no race, gender, birth date or pay."
    )


FORMS = {
    "Title": ("Mr", "Mrs", "Ms.", "", "Dr.", "Prof. Dr."),
    "title": ("Miss", "Mx", "n/a", "Miss"),
    "Titel": ("Herr", "Frau", "Frau Dr.", "Hr.", "Fr."),
    "Titre": ("M.", "Mme", "Mlle", "Mme"),
    "TITLE ": ("Sr.", "Sra.", "Sra", "Chief of Staff"),
    "Prefix": ("MR", "MRS", "-", "-"),
}


@pytest.mark.parametrize("heading", FORMS)
@pytest.mark.parametrize("beside", ["Job title", "Team"])
def test_title_of_forms_of_address_is_never_read(heading, beside):
    lines = [f"{number},Ada Lark,{form},Clerk" for number, form in enumerate(FORMS[heading])]
    headings = f"id,name,{heading},{beside}"
    content = "\n".join([headings, *lines, ""]).encode()
    wanted = {(number, heading.strip()) for number in range(2, 5)}

    file, samples = read(content), samples_of(content, name="people.csv")

    assert (file.columns.never, file.columns.unread) == ([heading.strip()], [])
    assert {row.job_title for row in file.rows} == {"Clerk" if beside == "Job title" else ""}
    assert [(sample.field, sample.values, sample.is_never) for sample in samples][2] == ("", [], True)
    assert cells_at(content, wanted, name="people.csv") == {}
    assert len(examples_at(content, {}, name="people.csv", today=TODAY)) == 1
    with pytest.raises(WrongFile, match="is never read"):
        read(content, chosen={heading: "grade"})


def test_title_is_judged_by_its_whole_column_and_not_by_its_first_lines():
    lines = [f"{number},Ada Lark,Clerk" for number in range(60)] + [f"1{number},Bo Wren,Mr" for number in range(61)]
    content = "\n".join(["id,name,Title", *lines, ""]).encode()

    assert read(content).columns.never == ["Title"]
    assert [sample.is_never for sample in samples_of(content, name="people.csv")] == [False, False, True]


@pytest.mark.parametrize("titles", [("Clerk", "Mr", "Director"), ("Clerk", "Mr"), ("Professor", "Doctor"), ("", "-")])
def test_title_of_jobs_is_the_job_title(titles):
    file = table("id,name,Title", *(f"{number},Ada Lark,{title}" for number, title in enumerate(titles)))

    assert file.columns.never == []
    assert [row.job_title for row in file.rows] == [title.strip("-") for title in titles]


def test_office_shows_a_title_of_forms_of_address_among_what_is_never_read(office):
    bring(office, "id,name,Title\n1,Ada Lark,Mrs\n")
    draft = ImportDraft.objects.get()

    page = office.get(step("columns", draft)).content.decode()
    checked = office.get(look(office, draft).url).content.decode()

    assert ("Never read: Title." in page, "Mrs" in page, 'value="title"' in page) == (True, False, False)
    assert "Never read, and stored nowhere: Title." in checked
    assert "title" not in str(ImportDraft.objects.get().chosen).lower()
