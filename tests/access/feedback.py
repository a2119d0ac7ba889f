from agreements.models import Consent
from feedback import services
from feedback.models import Goal, Invitation
from matching.services import end_mentorship
from mentoring.lib import clock, links
from tests import factories
from tests.access import SIGN_IN, Address, everyone


def read_the_lines(cast):
    """Both of the pair have read what stays between them."""
    agreement = cast.mentorship.agreement
    for person in (cast.mentor, cast.mentee):
        Consent.objects.create(
            agreement=agreement,
            person=person,
            kind=Consent.Kind.READ,
            version=agreement.version,
            digest="0" * 64,
            given_at=clock.now(),
        )


def goal(cast):
    read_the_lines(cast)
    return Goal.objects.create(mentorship=cast.mentorship, owner=cast.mentee, sentence="Speak up", set_at=clock.now())


def token_of_mentee(cast):
    run = factories.make_survey_run(cast.cohort)
    invitation = Invitation.objects.create(run=run, person=cast.mentee, cell=0)
    return links.token(purpose="survey", subject_id=invitation.pk, expires_at=run.closes_at)


def closed_run(cast):
    services.close_run(run=factories.make_survey_run(cast.cohort))


def part_ways(cast):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)


HOLDER = everyone(403, anonymous=200, mentee=200)
BEGINS = everyone(404, anonymous=SIGN_IN, mentor=302, mentee=302)
PAIR_ONLY = everyone(404, anonymous=SIGN_IN, mentor=200, mentee=200)
ANALYST_ONLY = everyone(404, anonymous=SIGN_IN, hr_analyst=200)

TABLE = {
    "feedback:goal-create": Address(
        prepare=read_the_lines, args=lambda cast: [cast.mentorship.pk], GET=PAIR_ONLY, POST=PAIR_ONLY
    ),
    "feedback:goal-update": Address(prepare=goal, args=lambda cast, goal: [goal.pk], GET=PAIR_ONLY, POST=PAIR_ONLY),
    # How far a goal is, the mentee says; nobody rates a mentee.
    "feedback:goal-review": Address(
        prepare=goal,
        args=lambda cast, goal: [goal.pk],
        GET=everyone(404, anonymous=SIGN_IN, mentor=403, mentee=200),
        POST=everyone(404, anonymous=SIGN_IN, mentor=403, mentee=200),
    ),
    # Whoever holds the link, signed out or as the person it was mailed to; to others it shows nothing.
    "feedback:survey-answer": Address(
        prepare=token_of_mentee, args=lambda cast, token: [token], GET=HOLDER, POST=HOLDER
    ),
    "feedback:survey-part": Address(
        prepare=token_of_mentee, args=lambda cast, token: [token, 1], GET=HOLDER, POST=HOLDER
    ),
    "feedback:survey-thanks": Address(
        prepare=token_of_mentee,
        args=lambda cast, token: [token],
        GET=HOLDER,
        POST=everyone(403, anonymous=405, mentee=405),
    ),
    # Whoever has a place in the round.
    "feedback:survey-start": Address(args=lambda cast: [cast.cohort.pk], GET=PAIR_ONLY, POST=BEGINS),
    # One page only: left empty it asks for an answer.
    "feedback:survey-early-end": Address(
        prepare=part_ways, args=lambda cast: [cast.cohort.pk], GET=PAIR_ONLY, POST=PAIR_ONLY
    ),
    "feedback:report-list": Address(GET=ANALYST_ONLY),
    "feedback:report-detail": Address(prepare=closed_run, args=lambda cast: [cast.cohort.pk], GET=ANALYST_ONLY),
    "feedback:report-csv": Address(prepare=closed_run, args=lambda cast: [cast.cohort.pk], GET=ANALYST_ONLY),
}
