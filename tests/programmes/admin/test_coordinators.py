from programmes.models import Coordinator
from tests.programmes.admin.pages import address


def test_naming_a_coordinator_opens_the_office(office, programme, person):
    office.post(address(Coordinator, "add"), {"programme": programme.pk, "email": "PIA@mail.example"})

    person.user.refresh_from_db()
    assert (programme.coordinators.filter(user=person.user).count(), person.user.is_staff) == (1, True)


def test_naming_a_stranger_says_what_to_check(office, programme):
    response = office.post(address(Coordinator, "add"), {"programme": programme.pk, "email": "nobody@mail.example"})

    assert "Nobody here signs in with this address. Please check it." in response.content.decode()
    assert programme.coordinators.count() == 1
