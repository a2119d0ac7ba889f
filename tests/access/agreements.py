from agreements.models import Consent, Note
from mentoring.lib import clock
from tests.access import ALL_405, SIGN_IN, Address, everyone
from tests.factories import make_session

# Both of the pair, and nobody else whatever their rank.
PAIR = everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200)
PAIR_LED_ON = everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302)
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


def of_pair(cast):
    return [cast.mentorship.pk]


TABLE = {
    "agreements:agreement-detail": Address(args=of_pair, GET=PAIR, POST=PAIR),
    "agreements:agreement-read": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
    "agreements:agreement-seen": Address(args=of_pair, GET=ALL_405, POST=PAIR_LED_ON),
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
        POST=everyone(404, anonymous=SIGN_IN, mentor=405, mentee=405),
    ),
    "agreements:session-log": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR
    ),
    "agreements:session-cancel": Address(
        args=lambda _, session: [session.pk], prepare=planned_session, GET=PAIR, POST=PAIR_LED_ON
    ),
    "agreements:note-update": Address(args=lambda _, note: [note.pk], prepare=note_of_mentor, GET=AUTHOR, POST=AUTHOR),
    "agreements:note-delete": Address(
        args=lambda _, note: [note.pk], prepare=note_of_mentor, GET=AUTHOR, POST=AUTHOR_LED_ON
    ),
}
