import pytest

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.services import invite_people, invite_people_with_address
from tests.factories import DepartmentFactory, OrganisationFactory, ProfileFactory, UserFactory, in_days


def employee(name="Ada Lark", number="1", **fields):
    return ProfileFactory(user__name=name, user__email=None, employee_number=number, **fields)


def invited(limit=10, department="Engineering", domain="mail.example"):
    return [person.user.email for person in invite_people(department=department, domain=domain, limit=limit)]


def test_person_gets_an_address_and_a_mail_that_says_how_to_sign_in(db):
    person = employee()

    assert invited() == ["ada.lark@mail.example"]
    message = OutgoingMessage.objects.get()
    assert User.objects.get(pk=person.user_id).email == "ada.lark@mail.example"
    assert (message.kind, message.subject_id, message.address) == ("invitation", person.pk, "ada.lark@mail.example")
    assert "no password" in message.text
    assert list(AuditEvent.objects.values_list("verb", "subject_id")) == [("account.invite", person.user_id)]


def test_running_again_invites_the_next_ones_in_the_order_of_their_numbers(db):
    for number, name in (("3", "Cy Lark"), ("1", "Al Lark"), ("2", "Bo Lark")):
        employee(name, number)

    assert invited(limit=2) == ["al.lark@mail.example", "bo.lark@mail.example"]
    assert invited(limit=2) == ["cy.lark@mail.example"]
    assert invited(limit=2) == []
    assert OutgoingMessage.objects.count() == 3


def test_addresses_of_people_of_one_name_are_numbered(db):
    UserFactory(email="ada.lark@mail.example")
    for number in "123":
        employee("Ada Lark", number)

    assert invited() == ["ada.lark2@mail.example", "ada.lark3@mail.example", "ada.lark4@mail.example"]


def test_only_people_who_work_there_and_have_no_address_are_invited(db):
    ProfileFactory()
    employee(number="2", last_day=in_days(-1))
    employee(number="3", user__is_active=False)
    employee(number="4", department=DepartmentFactory(name="Sales"))
    staying = employee(number="5", last_day=clock.today())

    people = invite_people(department="Engineering", domain="mail.example", limit=10)

    assert people == [staying]


def test_department_is_found_in_any_case_and_in_our_own_company_first(db):
    partner = OrganisationFactory(name="A partner", kind="partner")
    employee("Pat Lark", "1", department=DepartmentFactory(organisation=partner), organisation=partner)
    employee("Ada Lark", "1")

    assert invited(department=" engineering ") == ["ada.lark@mail.example"]


@pytest.mark.parametrize(
    ("department", "sentence"),
    [
        ("Enginering", "There is no department “Enginering”. Did you mean Engineering?"),
        ("sale", "There is no department “sale”. Did you mean Sales?"),
        ("sales nort", "There is no department “sales nort”. Did you mean Sales North or Sales South?"),
        ("Marketing", "There is no department “Marketing”. The office lists all of them under Departments."),
        ("", "There is no department “”. The office lists all of them under Departments."),
    ],
)
def test_unknown_department_is_refused_with_the_nearest_names(db, department, sentence):
    for name in ("Engineering", "Legal", "Sales", "Sales North", "Sales South", "Sales East", "Support"):
        DepartmentFactory(name=name)

    with pytest.raises(Refused) as refused:
        invited(department=department)

    assert refused.value.message == sentence


def test_at_most_three_departments_are_offered_for_an_unknown_one(db):
    for number in range(1, 6):
        DepartmentFactory(name=f"Sales {number}")

    with pytest.raises(Refused) as refused:
        invited(department="Sales 9")

    assert refused.value.message.count("Sales") == 1 + 3


def test_without_people_the_sentence_says_to_import_them(db):
    with pytest.raises(Refused, match=r"There are no departments yet\. Please import people first\."):
        invited()


@pytest.mark.parametrize("domain", ["", "mail example", "mail", "@", "a@b.example"])
def test_domain_that_cannot_be_is_refused(db, domain):
    employee()

    with pytest.raises(Refused, match=r"is not a domain\. Please write it like mail\.example\."):
        invited(domain=domain)

    assert not User.objects.exclude(email=None).exists()


def test_domain_may_be_written_in_capitals_or_after_its_sign(db):
    employee()

    assert invited(domain=" @Mail.Example ") == ["ada.lark@mail.example"]


@pytest.mark.parametrize("limit", [0, -1])
def test_number_below_one_is_refused(db, limit):
    employee()

    with pytest.raises(Refused, match="1 or more"):
        invited(limit=limit)


# --- people who have an address ---


def told(*departments, limit=10):
    return [each.user.email for each in invite_people_with_address(departments=departments, limit=limit)]


def with_address(number, **fields):
    return ProfileFactory(user__email=f"n{number}@mail.example", employee_number=number, **fields)


def test_people_who_have_an_address_hear_of_mentoring_once(db):
    people = [with_address(number) for number in "123"]
    department = people[0].department

    first, second, third = told(department, limit=2), told(department, limit=2), told(department, limit=2)

    assert (first, second, third) == (["n1@mail.example", "n2@mail.example"], ["n3@mail.example"], [])
    assert set(OutgoingMessage.objects.values_list("kind", "subject_id", "address")) == {
        ("invitation", person.pk, person.user.email) for person in people
    }
    assert AuditEvent.objects.filter(verb="account.invite").count() == 3


def test_whose_address_was_mended_is_invited_there_once(db):
    ada, bo = with_address("1"), with_address("2")
    told(ada.department)
    ada.user.email = "mended@mail.example"
    ada.user.save()

    first, second = told(ada.department), told(ada.department)

    assert (first, second) == (["mended@mail.example"], [])
    invitations = OutgoingMessage.objects.filter(kind="invitation")
    assert invitations.filter(recipient_id=ada.user.pk).count() == 2
    assert invitations.filter(recipient_id=bo.user.pk).count() == 1


def test_nobody_is_told_who_left_or_signed_in_or_was_invited_or_works_elsewhere(db):
    with_address("1", last_day=in_days(-1))
    with_address("2", user__is_active=False)
    with_address("3", user__last_login=clock.now())
    with_address("4", department=DepartmentFactory(name="Sales"))
    employee(number="5"), employee(number="6")
    invited(limit=1)
    staying = with_address("7")

    assert told(staying.department) == ["n7@mail.example"]
