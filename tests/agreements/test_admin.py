import pytest
from django.urls import reverse

from agreements.models import Agreement
from agreements.services import agree, edit_template, template_for
from agreements.wording import Template
from matching.models import Mentorship
from matching.parting import Way
from matching.services import part, pause_pair
from tests.factories import EnrolmentFactory, MentorFactory, end_pairs, make_mentorship

FORM = {"name": "Ours", "cadence": "monthly", "minutes": "45", "place": "office", "contact": "mail"}


def page_of(cast, name: str = "pairs") -> str:
    return reverse(f"admin:agreements_cohort_{name}", args=[cast.cohort.pk])


@pytest.fixture
def house(db) -> str:
    return reverse("admin:agreements_template_change", args=[Template.objects.get(shipped_as="house").pk])


def test_site_administrator_edits_the_house_text_line_by_line(cast, sign_in, house):
    client = sign_in(cast.site_administrator)

    before = client.get(house).context["adminform"].form["lines"].value()
    response = client.post(house, {**FORM, "lines": "- I tell nobody.\n\nAsk [HR contact]."})

    template = Template.objects.get(shipped_as="house")
    assert before.splitlines() == Template(lines=before.splitlines()).lines
    assert response.status_code == 302
    assert (template.lines, template.minutes, template.version) == (["I tell nobody.", "Ask [HR contact]."], 45, 2)


def test_coordinator_reads_the_house_text_and_writes_one_for_their_programme(cast, sign_in, house):
    client = sign_in(cast.coordinator)

    read = client.get(house).content.decode()
    refused = client.post(house, {**FORM, "lines": "Mine."})
    made = client.post(
        reverse("admin:agreements_template_add"), {**FORM, "lines": "Ours.", "programme": cast.programme.pk}
    )

    assert ("<li>What you tell me stays between us" in read, "<textarea" in read) == (True, False)
    assert (refused.status_code, made.status_code) == (403, 302)
    assert template_for(cast.programme).lines == ["Ours."]


def test_new_text_asks_for_its_programme(cast, sign_in):
    page = sign_in(cast.coordinator).get(reverse("admin:agreements_template_add")).content.decode()

    assert ">Choose…</option>" in page


def test_text_of_another_programme_is_not_found(cast, sign_in):
    own = edit_template(
        template=Template(programme=cast.programme),
        values={"name": "Ours", "lines": ["Ours."]},
        by=cast.coordinator.user,
    )
    address = reverse("admin:agreements_template_change", args=[own.pk])

    assert sign_in(cast.other_coordinator).get(address).status_code == 404
    assert sign_in(cast.coordinator).get(address).status_code == 200


def test_second_text_for_one_programme_is_refused_in_a_sentence(cast, sign_in):
    client, address = sign_in(cast.coordinator), reverse("admin:agreements_template_add")
    data = {**FORM, "lines": "Ours.", "programme": cast.programme.pk}
    client.post(address, data)

    response = client.post(address, data)

    words = response.context["adminform"].form.errors["programme"]
    assert words == ["This programme has a text of its own already. Please change that."]


@pytest.mark.parametrize(
    ("lines", "words"), [("\n".join("abcdefg"), "Please keep to six lines"), ("word " * 351, "350 words in all")]
)
def test_too_much_to_read_is_refused_beside_the_field(cast, sign_in, house, lines, words):
    response = sign_in(cast.site_administrator).post(house, {**FORM, "lines": lines})

    assert words in response.context["adminform"].form.errors["lines"][0]


def test_coordinator_reads_how_pairs_stand_and_nothing_more(cast, sign_in):
    pause_pair(mentorship=cast.mentorship, by=cast.mentee.user)
    for name, way in (("Ada Any", Way.SOMEONE_ELSE), ("Ben Both", Way.FINISHED)):
        mentee = EnrolmentFactory(cohort=cast.cohort, person__user__name=name)
        pair = make_mentorship(MentorFactory(cohort=cast.cohort), mentee)
        part(mentorship=pair, way=way, by=mentee.person.user)

    response = sign_in(cast.coordinator).get(page_of(cast))

    rows = [(each.mentee, each.state, each.is_agreed) for each in response.context["pairs"]]
    assert rows == [
        ("Ada Any", "Ended", False),
        ("Ben Both", "Ended", False),
        ("Minh Mentee", "On a break", False),
    ]
    assert str(cast.mentorship.started_at.year) not in response.content.decode().partition("<table")[2]


@pytest.mark.parametrize("more", [0, 4])
def test_page_of_pairs_costs_the_same_for_one_and_for_many(cast, sign_in, django_assert_max_num_queries, more):
    for _number in range(more):
        make_mentorship(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort))
    client = sign_in(cast.coordinator)

    with django_assert_max_num_queries(15):
        client.get(page_of(cast))


def test_pairs_beyond_a_page_are_on_the_next(cast, sign_in, monkeypatch):
    monkeypatch.setattr("agreements.admin.PAIRS_A_PAGE", 1)
    make_mentorship(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort, person__user__name="Zoe"))
    client = sign_in(cast.coordinator)

    pages = [client.get(page_of(cast), {"page": number}) for number in (1, 2)]

    assert [[each.mentee for each in page.context["pairs"]] for page in pages] == [["Minh Mentee"], ["Zoe"]]
    assert ("1 to 1 of 2" in pages[0].content.decode(), "?page=1" in pages[1].content.decode()) == (True, True)


def test_page_before_a_new_yes_shows_each_pair_the_lines_that_it_will_read(cast, sign_in):
    """The HR contact is one of two here: nobody is told to ask that person about the other one."""
    template = template_for(cast.programme)
    edit_template(template=template, values={"lines": ["Ask [HR contact]."]}, by=cast.site_administrator)
    client, address = sign_in(cast.coordinator), page_of(cast, "renew")
    contact = EnrolmentFactory(cohort=cast.cohort, person__user__email=cast.programme.hr_contact_email)

    alone = client.get(address).content.decode()
    make_mentorship(MentorFactory(cohort=cast.cohort), contact)
    both = client.get(address).content.decode()
    end_pairs(pk=cast.mentorship.pk)
    theirs = client.get(address).content.decode()

    named, unnamed = "<li>Ask Hana Ruiz from HR.</li>", "<li>Ask our HR team.</li>"
    pages = (alone, both, theirs)
    assert [(named in page, unnamed in page) for page in pages] == [(True, False), (True, True), (False, True)]
    assert "This is what they will read:" in alone
    assert "This is what 1 pair will read, as Hana Ruiz is one of the two:" in both
    assert "4 mails go out." in both


def test_office_tells_a_pair_whose_lines_were_renewed_from_one_that_never_agreed(pair, sign_in):
    for person in (pair.mentor, pair.mentee):
        agree(
            agreement=pair.mentorship.agreement,
            by=person.user,
            cadence="monthly",
            minutes=45,
            place="office",
            contact="mail",
        )
    client = sign_in(pair.coordinator)

    before = client.get(page_of(pair)).content.decode()
    client.post(page_of(pair, "renew"))
    after = client.get(page_of(pair)).content.decode()

    words = "Agreed before the lines changed"
    assert (words in before, words in after, "<td>Open</td>" in after) == (False, True, False)


def test_coordinator_asks_pairs_for_a_new_yes_after_reading_what_it_does(cast, sign_in):
    client = sign_in(cast.coordinator)

    before = client.get(page_of(cast)).content.decode()
    asked = client.get(page_of(cast, "renew")).content.decode()
    done = client.post(page_of(cast, "renew"), follow=True).content.decode()

    assert "1 pair reads other lines than a new pair would" in before
    assert "2 mails go out." in asked
    assert "1 pair is asked to agree again." in done
    assert "reads other lines" not in done
    assert Agreement.objects.get(mentorship=Mentorship.objects.get()).version == 2
