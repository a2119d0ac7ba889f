"""Whose people a file brings, where there are several organisations and nobody says which."""

import pytest

from mentoring.lib.errors import Refused
from participants.models import Organisation, Profile
from participants.services import import_people, preview_import
from tests.factories import OrganisationFactory
from tests.participants.hr_files import file_of, line
from tests.participants.importing import imported

PARTNER = Organisation.Kind.PARTNER


def refusals(**given) -> list[str]:
    """What the check and the import say of a file that nobody can place; neither leaves anything behind."""
    before, sentences = Profile.objects.count(), []
    for act in (preview_import, import_people):
        with pytest.raises(Refused) as refused:
            act(file=file_of(line("9")), **given)
        sentences.append(refused.value.message)
    assert Profile.objects.count() == before
    return sentences


def organisations_of(number: str) -> list[str]:
    return list(Profile.objects.filter(employee_number=number).values_list("organisation__name", flat=True))


def test_without_a_name_the_source_says_whose_people_they_are(db):
    import_people(file=file_of(line("1")), source_name="HR")
    import_people(file=file_of(line("2")), source_name="Payroll", organisation_name="AAA Partner")

    again = imported(file=file_of(line("1"), line("3")), source_name="hr")
    import_people(file=file_of(line("2"), line("4")), source_name="payroll")

    assert (again.new, again.unchanged) == (1, 1)
    assert (organisations_of("3"), organisations_of("4")) == (["Our company"], ["AAA Partner"])


def test_source_of_none_or_of_two_goes_to_the_only_organisation_of_our_own(db):
    OrganisationFactory(name="Lark & Sons")
    Organisation.objects.create(name="AAA Partner", kind=PARTNER)
    for name in ("AAA Partner", "Lark & Sons"):
        import_people(file=file_of(line("1")), organisation_name=name)

    import_people(file=file_of(line("1"), line("2")))
    import_people(file=file_of(line("3")), source_name="Payroll")

    assert (organisations_of("2"), organisations_of("3")) == (["Lark & Sons"], ["Lark & Sons"])


@pytest.mark.parametrize("source", ["HR", "Payroll"])
def test_of_several_organisations_of_our_own_none_is_guessed(db, source):
    for name in ("Our company", "AAA Partner"):
        import_people(file=file_of(line("1")), organisation_name=name)

    sentence = (
        "These may be the people of any of these organisations: AAA Partner, Our company. Please say whose they are."
    )
    assert refusals(source_name=source) == [sentence, sentence]


def test_usual_source_is_no_sign_that_our_people_are_a_partners(db):
    OrganisationFactory(name="Lark & Sons")
    Organisation.objects.create(name="Wren Ltd", kind=PARTNER)
    import_people(file=file_of(line("1")), organisation_name="Wren Ltd")

    assert "Lark & Sons, Wren Ltd" in refusals()[0]


def test_source_of_two_partners_does_not_make_their_people_ours(db):
    OrganisationFactory(name="Lark & Sons")
    for name in ("Wren Ltd", "Rook Ltd"):
        Organisation.objects.create(name=name, kind=PARTNER)
        import_people(file=file_of(line("1")), source_name="Workday", organisation_name=name)

    assert "Lark & Sons, Rook Ltd, Wren Ltd" in refusals(source_name="Workday")[0]


@pytest.mark.parametrize("source", ["", " ", "x" * 300])
@pytest.mark.parametrize("organisation", ["", "Wren Ltd"])
def test_source_whose_name_does_not_fit_is_refused_by_the_check_too(db, source, organisation):
    given = refusals(source_name=source, organisation_name=organisation)

    assert given == ["Please choose a name of 1 to 80 characters for the source of people."] * 2
