from programmes.models import Cohort, Coordinator, Enrolment
from tests.access import ALL_405, SIGN_IN, Address, everyone

# The office lets nobody in who does not work there: they are led to its door, which says so.
OFFICE_DOOR = 302


def office(coordinator: int, other_coordinator: int, site_administrator: int) -> dict[str, int]:
    """An address of the office, which is shut to everybody who is not named here."""
    return everyone(
        OFFICE_DOOR,
        coordinator=coordinator,
        other_coordinator=other_coordinator,
        site_administrator=site_administrator,
    )


def put_cohort_at(stage: str):
    return lambda cast: Cohort.objects.filter(pk=cast.cohort.pk).update(stage=stage)


TABLE = {
    "programmes:programme-list": Address(GET=everyone(200, anonymous=SIGN_IN)),
    "programmes:cohort-detail": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
    ),
    "programmes:place-create": Address(
        args=lambda cast: [Enrolment.objects.get(person=cast.outsider).cohort_id],
        # Who takes part as a mentee can still be a mentor.
        GET=everyone(200, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(200, anonymous=SIGN_IN, site_administrator=404),
    ),
    # Without the first page the second leads there.
    "programmes:place-aims": Address(
        args=lambda cast: [Enrolment.objects.get(person=cast.outsider).cohort_id],
        GET=everyone(302, anonymous=SIGN_IN, site_administrator=404),
        POST=everyone(302, anonymous=SIGN_IN, site_administrator=404),
    ),
    "programmes:place-draft": Address(
        args=lambda cast: [Enrolment.objects.get(person=cast.outsider).cohort_id],
        GET=ALL_405,
        POST=everyone(204, anonymous=SIGN_IN, site_administrator=404),
    ),
    "programmes:place-done": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=everyone(302, anonymous=SIGN_IN, mentor=200, mentee=200, site_administrator=404),
    ),
    "programmes:place-capacity": Address(
        args=lambda cast: [cast.mentor_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=200),
        POST=everyone(404, anonymous=SIGN_IN, mentor=200),
    ),
    "programmes:place-detail": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
    ),
    "programmes:place-withdraw": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentee=302),
    ),
    "admin:programmes_programme_changelist": Address(GET=office(200, 200, 200), POST=office(200, 200, 200)),
    "admin:programmes_programme_add": Address(GET=office(200, 200, 200), POST=office(200, 200, 200)),
    "admin:programmes_programme_change": Address(
        args=lambda cast: [cast.programme.pk],
        GET=office(200, 404, 200),
        POST=office(200, 404, 403),
    ),
    "admin:programmes_programme_history": Address(
        args=lambda cast: [cast.programme.pk],
        GET=office(200, 404, 200),
        POST=office(200, 404, 200),
    ),
    "admin:programmes_programme_delete": Address(
        args=lambda cast: [cast.programme.pk],
        GET=office(403, 403, 403),
        POST=office(403, 403, 403),
    ),
    "admin:programmes_cohort_changelist": Address(GET=office(200, 200, 403), POST=office(200, 200, 403)),
    "admin:programmes_cohort_add": Address(GET=office(200, 200, 403), POST=office(200, 200, 403)),
    "admin:programmes_cohort_change": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200, 404, 403),
        POST=office(200, 404, 403),
    ),
    "admin:programmes_cohort_history": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200, 404, 404),
        POST=office(200, 404, 404),
    ),
    "admin:programmes_cohort_delete": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(403, 403, 403),
        POST=office(403, 403, 403),
    ),
    "admin:programmes_cohort_open": Address(
        args=lambda cast: [cast.cohort.pk],
        prepare=put_cohort_at(Cohort.Stage.DRAFT),
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_cohort_match": Address(
        args=lambda cast: [cast.cohort.pk],
        prepare=put_cohort_at(Cohort.Stage.REGISTRATION),
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_cohort_end": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200, 404, 404),
        POST=office(200, 404, 404),
    ),
    "admin:programmes_cohort_archive": Address(
        args=lambda cast: [cast.cohort.pk],
        prepare=put_cohort_at(Cohort.Stage.CLOSED),
        GET=office(200, 404, 404),
        POST=office(200, 404, 404),
    ),
    "admin:programmes_cohort_next": Address(
        args=lambda cast: [cast.cohort.pk],
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_programme_duplicate": Address(
        args=lambda cast: [cast.programme.pk],
        data=lambda cast: {"name": "Open doors, copy"},
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_cohort_close": Address(
        args=lambda cast: [cast.cohort.pk],
        prepare=put_cohort_at(Cohort.Stage.CLOSING),
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_enrolment_changelist": Address(GET=office(200, 200, 403), POST=office(200, 200, 403)),
    "admin:programmes_enrolment_add": Address(GET=office(403, 403, 403), POST=office(403, 403, 403)),
    "admin:programmes_enrolment_change": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=office(200, 404, 403),
        POST=office(403, 403, 403),
    ),
    "admin:programmes_enrolment_trainings": Address(
        args=lambda cast: [cast.mentor_place.pk],
        GET=office(200, 404, 404),
        POST=office(302, 404, 404),
    ),
    "admin:programmes_enrolment_history": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=office(200, 404, 404),
        POST=office(200, 404, 404),
    ),
    "admin:programmes_enrolment_delete": Address(
        args=lambda cast: [cast.mentee_place.pk],
        GET=office(403, 403, 403),
        POST=office(403, 403, 403),
    ),
    "admin:programmes_coordinator_changelist": Address(GET=office(200, 200, 200), POST=office(200, 200, 200)),
    "admin:programmes_coordinator_add": Address(GET=office(200, 200, 200), POST=office(200, 200, 200)),
    "admin:programmes_coordinator_change": Address(
        args=lambda cast: [Coordinator.objects.get(programme=cast.programme).pk],
        GET=office(200, 404, 200),
        POST=office(403, 403, 403),
    ),
    "admin:programmes_coordinator_history": Address(
        args=lambda cast: [Coordinator.objects.get(programme=cast.programme).pk],
        GET=office(200, 404, 200),
        POST=office(200, 404, 200),
    ),
    "admin:programmes_coordinator_delete": Address(
        args=lambda cast: [Coordinator.objects.get(programme=cast.programme).pk],
        GET=office(403, 403, 403),
        POST=office(403, 403, 403),
    ),
}
