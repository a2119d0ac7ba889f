"""What the page before an import says of it."""

import pytest
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from participants.admin.wizard import who_come_in
from participants.models import ImportBatch, ImportDraft, Profile
from participants.services import import_people
from tests.factories import EnrolmentFactory, OrganisationFactory
from tests.participants.hr_files import file_of, line, text_of
from tests.participants.wizard import apply, bring, checked, checked_again, look, step


def test_page_before_an_import_says_who_gets_mail(office):
    import_people(file=file_of(line("1"), line("2")))
    EnrolmentFactory(person=Profile.objects.get(employee_number="2"))
    quiet = office.get(step("check", checked(office, line("1"), line("2")))).content.decode()
    office.post(step("discard", ImportDraft.objects.get()))
    telling = office.get(step("check", checked(office, line("1"), line("2", termdate="2026-01-31")))).content.decode()

    assert "<li>Only people whose e-mail address changes get a mail.</li>" in quiet
    assert "1 place or request of theirs is given back." in telling
    assert "Otherwise, only people whose e-mail address changes get a mail." in telling


def test_check_says_whose_people_they_are_where_there_are_several_organisations(office):
    first, other = OrganisationFactory(name="Lark & Sons"), OrganisationFactory(name="Owl House")
    bring(office, text_of(line("1")), organisation=other.pk)

    page = office.get(step("check", checked_again(office))).content.decode()

    assert "people.csv of HR, people of Owl House: nothing has been changed yet." in page
    assert first.name not in page


def test_check_of_the_only_organisation_names_none(office):
    OrganisationFactory(name="Owl House")

    page = office.get(step("check", checked(office, line("1")))).content.decode()

    assert "people.csv of HR: nothing has been changed yet." in page


def test_large_numbers_are_grouped_before_and_after_an_import(office):
    draft = checked(office, line("1"))
    draft.found["counts"] = {"new": 22_214, "changed": 1_001, "unchanged": 33_333, "leavers": 4_004, "errors": 5_005}
    draft.found["missing"] = 1_500
    draft.save()

    page = office.get(step("check", draft)).content.decode()
    apply(office, draft)
    ImportBatch.objects.update(new=22_214, changed=1_001, unchanged=33_333, leavers=4_004, errors=5_005)

    assert "1,500 missing from the file and held" in page
    assert "1,500 people are missing from the file" in page
    for number in ("22,214", "1,001", "33,333", "4,004", "5,005"):
        assert f'<p class="value">{number}</p>' in page
        for url in ("changelist", "change"):
            args = [draft.pk] if url == "change" else []
            assert number in office.get(reverse(f"admin:participants_importbatch_{url}", args=args)).content.decode()


def test_check_says_how_many_cannot_sign_in_yet(office):
    page = office.get(step("check", checked(office, line("1")))).content.decode()

    assert "1 person has no e-mail address, and cannot sign in until they have one." in page


def test_check_says_whose_account_was_here_already(office, sam):
    bring(office, "id,name,email\n1,Sam Site,sam@mail.example\n")
    draft = checked_again(office)

    page = office.get(step("check", draft)).content.decode()
    job = apply(office, draft)

    assert "1 account that was here already becomes that of a person of the file." in page
    assert (job.message.startswith("1 new, "), Profile.objects.get().user) == (True, sam)
    assert AuditEvent.objects.get(verb="account.become_person").actor_id == sam.pk


def test_check_says_who_keeps_the_time_zone_they_chose(office):
    heads = "id,name,email,time zone"
    bring(office, f"{heads}\n1,Ada Lark,ada@mail.example,Africa/Lagos\n")
    apply(office, checked_again(office))
    User.objects.filter(email="ada@mail.example").update(chose_time_zone=True)
    bring(office, f"{heads}\n1,Ada Lark,ada@mail.example,America/New_York\n")

    page = office.get(step("check", checked_again(office))).content.decode()

    assert "1 person chose a time zone and keeps it, though the file names another." in page


def test_counters_say_what_each_number_is_of(office):
    import_people(file=file_of(*(line(str(number)) for number in range(4))))

    draft = checked(office, line("0"), line("1", jobtitle="Lead"), line("2", termdate="2020-01-31"), line("9"))

    counters = office.get(step("check", draft)).context["counters"]
    assert [(label, number) for label, number, _note in counters] == [
        ("New", 1),
        ("Changed", 2),
        ("Unchanged", 1),
        ("Leavers", 2),
        ("Lines left out", 0),
    ]
    assert counters[4][2] == "lines that cannot be imported as they are"
    assert counters[3][2] == "1 with a last day that is over, 1 missing from the file and held"


def test_whoever_had_left_before_is_named_among_the_new_before_and_after(office):
    draft = checked(office, line("1"), line("2", termdate="2020-01-31"))

    counters = office.get(step("check", draft)).context["counters"]
    job = apply(office, draft)

    assert counters[0] == ("New", 2, "people who come in, of whom 1 had already left")
    assert job.message.startswith("2 new, of whom 1 had already left, 0 changed, ")
    for page in ("changelist", "change"):
        url = reverse(f"admin:participants_importbatch_{page}", args=[draft.pk] if page == "change" else [])
        assert "2, of whom 1 had already left" in office.get(url).content.decode()


@pytest.mark.parametrize(
    ("new", "gone", "words"),
    [
        (0, None, "people who come in"),
        (1, 0, "person who comes in"),
        (1, 1, "person who comes in, and had already left"),
        (1_200, 1_100, "people who come in, of whom 1,100 had already left"),
    ],
)
def test_tile_of_the_new_speaks_of_one_person_as_of_one(new, gone, words):
    assert who_come_in(new, gone) == words


def test_tiles_count_one_person_and_one_line(office):
    """One stays, one changes, and one line has no number."""
    first = checked(office, line("1"), line("2"))
    apply(office, first)
    draft = checked(office, line("1"), line("2", jobtitle="Lead"), line("", first_name="Bo"))

    notes = [note for _label, number, note in office.get(step("check", draft)).context["counters"] if number == 1]

    assert notes == [
        "person of whom something is different",
        "person who stays as they are",
        "line that cannot be imported as it is",
    ]


def test_import_of_a_former_version_does_not_say_who_had_left(office):
    draft = checked(office, line("1"))
    apply(office, draft)
    ImportBatch.objects.update(new_gone=None)

    page = office.get(reverse("admin:participants_importbatch_change", args=[draft.pk])).content.decode()

    assert "had already left" not in page


def test_lines_come_as_csv_with_what_stood_in_them(office):
    draft = checked(office, line("1", hire_date="=1+1"), line("", first_name="Bo"))

    answer = office.get(step("problems", draft))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        '"Line","What happens","Employee number","Column","Reason"',
        '"2","would be left out","1","hire_date","“=1+1” is not a date. Please write 06/29/2020 or 2020-06-29."',
        '"3","would be left out","","id","The employee number is missing."',
    ]


def test_advice_on_a_date_is_as_the_page_says_the_column_is_read(office):
    bring(office, "id,name,hire date\n1,Ada Lark,29/06/2020\n2,Bo Wren,soon\n")

    page = office.get(step("check", checked_again(office))).content.decode()

    assert "In hire date, the day comes before the month." in page
    assert 'Please write <span class="nowrap">29/06/2020</span> or <span class="nowrap">2020-06-29</span>.' in page


def test_csv_of_a_check_says_of_nothing_that_it_has_happened(office):
    bring(office, "id,name,manager\n1,Ada Lark,Bo Wern\n")
    draft = checked_again(office)

    rows = office.get(step("problems", draft)).content.decode().splitlines()

    assert rows[1].startswith('"2","would come in","1","manager"')


def test_lines_left_out_are_called_so_before_and_after_an_import(office):
    draft = checked(office, line("1"), line(""))
    before = office.get(step("check", draft)).content.decode()
    apply(office, draft)

    for page, args in (("changelist", []), ("change", [draft.pk])):
        after = office.get(reverse(f"admin:participants_importbatch_{page}", args=args)).content.decode()
        assert ("Lines left out" in before, "Lines left out" in after) == (True, True)
        assert "ows with errors" not in after


def test_check_names_the_manager_who_was_not_found_and_keeps_it_nowhere(office):
    bring(office, "id,name,manager,gender\n1,Ada Lark,Bo Wern,CANARY\n2,,,\n")
    draft = ImportDraft.objects.get()
    look(office, draft)

    page = office.get(step("check", draft)).content.decode()

    draft.refresh_from_db()
    assert "Line 2, column “manager”: The manager was not found. The file says “Bo Wern”." in page
    assert ("Bo Wern" in str(draft.found), "CANARY" in page) == (False, False)


def test_people_who_changed_since_the_check_are_looked_at_again(office):
    draft = checked(office, line("1"), line("2"))
    import_people(file=file_of(line("1")))

    job = apply(office, draft)

    draft.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "People have changed since the check, so it was made anew. Please look at it again.",
    )
    assert (draft.found["counts"]["new"], draft.found["counts"]["unchanged"]) == (1, 1)
    assert office.get(step("result", draft)).url == step("check", draft)
    assert apply(office, draft).state == "done"


def test_file_that_lacks_many_people_needs_their_number_typed(office):
    import_people(file=file_of(*(line(str(number)) for number in range(20))))
    draft = checked(office, *(line(str(number)) for number in range(10)))
    assert (
        "10 of the 20 people of this source would leave or go missing."
        in office.get(step("check", draft)).content.decode()
    )

    job = apply(office, draft, gone="10")

    assert job.state == "done"
    assert Profile.objects.missing().count() == 10


@pytest.mark.parametrize("typed", ["1,200", "1200", " 1,200 "])
def test_large_number_is_typed_as_the_page_writes_it_or_in_digits_alone(office, typed):
    import_people(file=file_of(*(line(str(number)) for number in range(1300))))
    draft = checked(office, *(line(str(number)) for number in range(100)))
    page = office.get(step("check", draft)).content.decode()
    assert "1,200 of the 1,300 people of this source would leave or go missing." in page

    assert apply(office, draft, gone=typed).state == "done"


def test_large_wrong_number_is_said_again_as_people_read_it(office):
    import_people(file=file_of(*(line(str(number)) for number in range(10))))
    draft = checked(office, line("1"))

    answer = office.post(step("apply", draft), {"gone": "1900"})

    (sentence,) = answer.context["form"].errors["gone"]
    assert sentence == "1,900 is not the number of people who would leave or go missing. Please look at it again."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Please type the number of people who would leave or go missing, to say that this is right."),
        ("ten", "Please type the number in digits, such as 12."),
        ("9", "9 is not the number of people who would leave or go missing. Please look at it again."),
        ("0", "0 is not the number of people who would leave or go missing. Please look at it again."),
    ],
)
def test_wrong_number_of_people_is_marked_and_stays(office, typed, sentence):
    import_people(file=file_of(*(line(str(number)) for number in range(20))))
    draft = checked(office, *(line(str(number)) for number in range(10)))

    answer = office.post(step("apply", draft), {"gone": typed})

    page = answer.content.decode()
    assert answer.context["form"].errors == {"gone": [sentence]}
    assert "<title>Error: What the import would do" in page
    assert f'<li><a href="#id_gone">{sentence}</a></li>' in page
    assert 'aria-invalid="true" aria-describedby="id_gone_error"' in page
    assert f'name="gone" value="{typed}"' in page or not typed
    assert "10 of the 20 people of this source would leave or go missing." in page
    assert not Job.objects.exists()


def test_check_leads_to_the_columns_while_nothing_was_checked(office):
    bring(office, text_of(line("1")))
    draft = ImportDraft.objects.get()

    assert office.get(step("check", draft)).url == step("columns", draft)
    assert (
        "Please look at what the import would do first."
        in office.post(step("apply", draft), follow=True).content.decode()
    )
