from datetime import timedelta

from agreements.models import SESSION_LINK, Action, Consent, Note, SessionReminder
from agreements.services import template_for
from mentoring.lib import clock, links
from tests.access import ALL_405, SIGN_IN, Address, everyone
from tests.factories import make_session

OFFICE_DOOR = 302
# Both of the pair, and nobody else whatever their rank.
PAIR = everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200)
PAIR_LED_ON = everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302)
PAIR_405 = everyone(404, anonymous=SIGN_IN, mentor=405, mentee=405)
# The mentor alone, who wrote it.
AUTHOR = everyone(404, anonymous=SIGN_IN, mentor=200)
AUTHOR_LED_ON = everyone(404, anonymous=SIGN_IN, mentor=302)


def lines_read(cast) -> None:
    agreement = cast.mentorship.agreement
    for person in (cast.mentor, cast.mentee):
        Consent.objects.create(
            agreement=agreement,
            person=person,
            kind=Consent.Kind.READ,
            version=agreement.version,
            digest=agreement.digest,
            given_at=clock.now(),
        )


def planned_session(cast):
    lines_read(cast)
    return make_session(cast.mentorship)


def note_of_mentor(cast) -> Note:
    lines_read(cast)
    return Note.objects.create(mentorship=cast.mentorship, author=cast.mentor, body="Mine", written_at=clock.now())


def action_of_mentee(cast) -> Action:
    lines_read(cast)
    return Action.objects.create(
        mentorship=cast.mentorship, owner=cast.mentee, words="Draft the outline", added_at=clock.now()
    )


def link_of_mentee(cast) -> str:
    lines_read(cast)
    session = make_session(cast.mentorship, days=-1)
    reminder = SessionReminder.objects.create(session=session, person=cast.mentee, kind=SessionReminder.Kind.LOG)
    expires_at = clock.now() + timedelta(days=1)
    return links.token(purpose=SESSION_LINK, subject_id=reminder.pk, expires_at=expires_at)


def of_pair(cast):
    return [cast.mentorship.pk]


def house_template(cast):
    return [template_for(cast.programme).pk]


def of_cohort(cast):
    return [cast.cohort.pk]


def office(status: int, **others: int) -> dict[str, int]:
    """For whoever works in the office; everybody else is led to its door, which says so."""
    everybody = {"coordinator": status, "other_coordinator": status, "site_administrator": status}
    return everyone(OFFICE_DOOR, **(everybody | others))


def coordinating(status: int, *, others: int = 404) -> dict[str, int]:
    """For the coordinator of that programme, and nobody by rank."""
    return everyone(OFFICE_DOOR, coordinator=status, other_coordinator=others, site_administrator=others)


TABLE = {
    "agreements:agreement-detail": Address(args=of_pair, GET=PAIR, POST=PAIR),
    "agreements:agreement-read": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:agreement-seen": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:agreement-pdf": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR_405
    ),
    "agreements:pair-end-choose": Address(args=of_pair, GET=PAIR, POST=PAIR_405),
    "agreements:pair-end": Address(args=lambda cast: [cast.mentorship.pk, "finished"], GET=PAIR, POST=PAIR_LED_ON),
    "agreements:pair-go-on": Address(args=of_pair, GET=PAIR, POST=PAIR),
    "agreements:pair-go-on-answer": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:pair-go-on-take-back": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:pair-pause": Address(args=of_pair, GET=PAIR, POST=PAIR_LED_ON),
    "agreements:pair-resume": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:pair-look-again": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:pair-again": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:pair-again-take-back": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:help-detail": Address(
        args=of_pair, GET=PAIR, POST=everyone(404, anonymous=SIGN_IN, mentor=405, mentee=405)
    ),
    "agreements:session-create": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR
    ),
    "agreements:session-log-met": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR
    ),
    "agreements:note-create": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR
    ),
    "agreements:session-detail": Address(
        args=lambda _, session: [session.pk],
        prepare=planned_session,
        GET=PAIR,
        POST=PAIR_405,
    ),
    "agreements:session-log": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR
    ),
    "agreements:session-move": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR
    ),
    "agreements:session-change": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR
    ),
    # Whoever holds the link and is not signed in as somebody else: it stands for the person it was mailed to.
    "agreements:session-answer": Address(
        args=lambda _, token: [token],
        prepare=link_of_mentee,
        GET=everyone(403, anonymous=200, mentee=200),
        POST=everyone(403, anonymous=200, mentee=200),
    ),
    "agreements:session-list": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR_405
    ),
    "agreements:shared-note": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR
    ),
    "agreements:action-list": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR_405
    ),
    "agreements:action-create": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR
    ),
    "agreements:action-update": Address(
        args=lambda _, action: [action.pk], prepare=action_of_mentee, GET=PAIR, POST=PAIR
    ),
    "agreements:action-done": Address(
        args=lambda _, action: [action.pk], prepare=action_of_mentee, GET=ALL_405, POST=PAIR_LED_ON
    ),
    "agreements:action-delete": Address(
        args=lambda _, action: [action.pk], prepare=action_of_mentee, GET=PAIR, POST=PAIR_LED_ON
    ),
    "agreements:note-list": Address(
        args=lambda cast, _: [cast.mentorship.pk], prepare=lines_read, GET=PAIR, POST=PAIR_405
    ),
    "agreements:session-cancel": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR_LED_ON
    ),
    "agreements:note-update": Address(args=lambda _, note: [note.pk], prepare=note_of_mentor, GET=AUTHOR, POST=AUTHOR),
    "agreements:note-delete": Address(
        args=lambda _, note: [note.pk], prepare=note_of_mentor, GET=AUTHOR, POST=AUTHOR_LED_ON
    ),
    "admin:agreements_template_changelist": Address(GET=office(200), POST=office(200)),
    "admin:agreements_template_add": Address(
        GET=office(200, site_administrator=403), POST=office(200, site_administrator=403)
    ),
    "admin:agreements_template_history": Address(args=house_template, GET=office(200), POST=office(200)),
    "admin:agreements_template_delete": Address(args=house_template, GET=office(403), POST=office(403)),
    # The house's text is the site administrator's to edit, and there for coordinators to read.
    "admin:agreements_template_change": Address(
        args=house_template, GET=office(200), POST=office(403, site_administrator=200)
    ),
    "admin:agreements_cohort_pairs": Address(args=of_cohort, GET=coordinating(200), POST=coordinating(405, others=405)),
    "admin:agreements_cohort_renew": Address(args=of_cohort, GET=coordinating(200), POST=coordinating(302)),
}
