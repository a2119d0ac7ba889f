"""The file that is brought into the office: what is read of it, who sees it, and for how long."""

from datetime import timedelta

import pytest

from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.forms import ColumnsForm
from participants.models import ImportDraft, Organisation, Profile
from participants.tasks import forget_drafts
from tests.participants.hr_files import line, text_of
from tests.participants.wizard import apply, bring, checked, look, step


def test_column_is_chosen_where_it_was_not_guessed(office):
    bring(office, "Nr;Who\n1;Ada Lark\n")
    draft = ImportDraft.objects.get()

    refused = look(office, draft)
    accepted = look(office, draft, Nr="employee_number", Who="name")

    assert "No column of people.csv could be told to be the employee number and name." in refused.content.decode()
    assert accepted.url == step("check", draft)


def test_order_of_dates_is_asked_for_where_it_is_in_doubt(office):
    bring(office, "id,name,hire date\n1,Ada Lark,01/02/2020\n")
    draft = ImportDraft.objects.get()

    doubtful = look(office, draft)
    look(office, draft, date_order="day-month")
    apply(office, draft)

    assert "whatever is a date fits day/month as well as month/day, such as 01/02/2020" in doubtful.content.decode()
    assert str(Profile.objects.get().hired_on) == "2020-02-01"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"PK\x03\x04", "people.csv", "people.csv is a workbook. Please save it as CSV (UTF-8) and try again."),
        (b"id,name", "people.exe", "This is no CSV file by its name."),
        (b"", "people.csv", "people.csv is empty. Please export the people from your HR system again."),
        (b"id,name\n", "people.csv", "people.csv holds no people: nothing stands below its headings."),
        (b"nonsense", "people.csv", "No column of people.csv could be told to be the employee number and name."),
        (b"x" * (10 * 1024 * 1024 + 1), "people.csv", "This file is larger than 10 MB."),
    ],
)
def test_file_that_is_none_is_refused_on_the_page(office, content, name, sentence):
    assert sentence in bring(office, content, name).content.decode()
    assert not ImportDraft.objects.exists()


def test_content_lies_encrypted_and_bytes_come_back_as_they_were(office):
    content = "id,name\n1,Zoë CANARY\n".encode("cp1252")
    bring(office, content)

    draft = ImportDraft.objects.get()
    assert "CANARY" not in repr(ImportDraft.objects.values_list("content", flat=True)[0])
    assert draft.content.encode("latin-1") == content
    look(office, draft)
    draft.refresh_from_db()
    assert "CANARY" not in str(draft.found)


def test_dropped_file_is_gone_and_nothing_changed(office):
    draft = checked(office, line("1"))

    office.post(step("discard", draft))

    assert (ImportDraft.objects.exists(), Profile.objects.exists()) == (False, False)


def test_file_is_forgotten_after_a_day(office):
    checked(office, line("1"))

    forget_drafts()
    assert ImportDraft.objects.count() == 1
    with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
        forget_drafts()

    assert not ImportDraft.objects.exists()


def test_file_of_one_administrator_is_no_other_ones(office, sign_in):
    draft = checked(office, line("1"))
    other = sign_in(User.objects.create_superuser(email="sue@mail.example", name="Sue Site"))

    assert {other.get(step(name, draft)).status_code for name in ("columns", "check", "problems", "result")} == {404}
    assert {other.post(step(name, draft)).status_code for name in ("columns", "apply", "discard")} == {404}


def test_organisation_is_asked_for_where_there_are_several(office):
    assert 'name="organisation"' not in office.get(step("upload")).content.decode()
    own = Organisation.objects.create(name="Lark & Sons")
    partner = Organisation.objects.create(name="Wren Ltd", kind=Organisation.Kind.PARTNER)

    bring(office, text_of(line("1")), organisation=str(partner.pk))
    draft = ImportDraft.objects.get()
    look(office, draft)
    apply(office, draft)

    assert Profile.objects.get().organisation == partner != own


def test_our_own_organisation_is_chosen_already_and_of_several_none_is(office):
    own = Organisation.objects.create(name="Lark & Sons")
    other = Organisation.objects.create(name="AAA Partner", kind=Organisation.Kind.PARTNER)
    chosen = [office.get(step("upload")).context["form"]["organisation"].value()]
    other.kind = Organisation.Kind.OWN
    other.save()
    chosen.append(office.get(step("upload")).context["form"]["organisation"].value())

    page = bring(office, text_of(line("1")))

    assert chosen == [own.pk, None]
    assert page.context["form"].errors == {"organisation": ["Please say whose people these are."]}
    assert not ImportDraft.objects.exists()


def test_column_that_is_never_read_cannot_be_smuggled_in(office):
    bring(office, text_of(line("1")))
    draft = ImportDraft.objects.get()
    form: ColumnsForm = office.get(step("columns", draft)).context["form"]
    gender = next(place for place, sample in enumerate(form.samples) if sample.heading == "gender")
    data = {name: sample.field for name, sample in form.choosable()}

    office.post(step("columns", draft), {**data, f"column_{gender}": "job_title"})

    draft.refresh_from_db()
    assert ("gender" in draft.chosen, "CANARY" in str(draft.found)) == (False, False)
