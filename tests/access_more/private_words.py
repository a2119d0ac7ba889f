"""Words that would be known again wherever they came up, in every private field of a pair and of what is around it."""

import json
from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from agreements.models import Action, Note, SharedNote
from feedback.models import Draft, Goal, GoalReview, Invitation, SurveyRun
from feedback.secrecy import draft_key
from matching.models import Exclusion, FirstQuestion, Mentorship, Ranking, Run, RunEvidence, written_down
from mentoring.lib import clock
from mentoring.lib.private import PRIVATE_FIELDS
from participants.models import ImportDraft, ProfileDraft
from programmes.models import Cohort, PlaceDraft, Role
from tests import factories
from tests.access.agreements import lines_read


def words(label: str) -> dict[str, str]:
    """What each private field of a model is given."""
    return {field: f"CANARY in {label}.{field}" for field in PRIVATE_FIELDS[label]}


def write_private_words(pair: Mentorship) -> dict[str, Model]:
    """What the two of a pair write to each other and to themselves, and one session of each kind."""
    now, people = clock.now(), {each.role: each.person for each in pair.memberships.all()}
    held = factories.make_session(pair, days=-3, status="held")
    ours = {"mentorship": pair, "session": held}
    goal = Goal.objects.create(mentorship=pair, owner=people[Role.MENTEE], set_at=now, **words("feedback.Goal"))
    return {
        "session": held,
        "note": Note.objects.create(**ours, author=people[Role.MENTOR], written_at=now, **words("agreements.Note")),
        "shared_note": SharedNote.objects.create(
            **ours, changed_by=people[Role.MENTOR], changed_at=now, **words("agreements.SharedNote")
        ),
        "action": Action.objects.create(**ours, owner=people[Role.MENTEE], added_at=now, **words("agreements.Action")),
        "goal": goal,
        "review": GoalReview.objects.create(
            goal=goal, level=1, reviewed_on=clock.today(), **words("feedback.GoalReview")
        ),
    }


def another_pair(cohort: Cohort) -> dict[str, Any]:
    """A pair of others with all that is kept of them, by the names under which somebody might send its ids."""
    mentor = factories.MentorFactory(cohort=cohort, **words("programmes.Enrolment"))
    mentee = factories.EnrolmentFactory(cohort=cohort, **words("programmes.Enrolment"))
    pair = factories.make_mentorship(mentor, mentee)
    lines_read(SimpleNamespace(mentorship=pair, mentor=mentor.person, mentee=mentee.person))
    proposal = factories.make_proposal(mentor, mentee)
    for side in proposal.sides.all():
        side.later = words("matching.ProposalSide")["later"]
        side.save()
    for member in pair.memberships.all():
        member.wish = words("matching.Membership")["wish"]
        member.save()
    asker = proposal.sides.get(role=Role.MENTEE)
    question = FirstQuestion.objects.create(
        asked_by=asker, number=1, asked_at=clock.now(), answered_at=clock.now(), **words("matching.FirstQuestion")
    )
    person, user = mentee.person, mentee.person.user
    found = write_private_words(pair) | {
        "mentorship": pair,
        "agreement": pair.agreement,
        "proposal": proposal,
        "question": question,
        "enrolment": mentee,
        "mentor": mentor,
        "person": person,
        "author": mentor.person,
        "user": user,
        "account": mentor.person.user,
    }
    return found | kept_about(person, cohort)


def kept_about(person: Any, cohort: Cohort) -> dict[str, Model]:
    """What else is private: whom somebody avoids, what they began to answer, mails, an HR file, a search."""
    now = clock.now()
    run = factories.make_survey_run(cohort, kind=SurveyRun.Kind.END)
    invitation = Invitation.objects.create(run=run, person=person, cell=0)
    answers = {words("feedback.Draft")["answers"]: 1}
    search = Run.objects.create(cohort=cohort, created_at=now, created_by=person.user)
    RunEvidence.objects.create(run=search, **words("matching.RunEvidence"))
    Draft.objects.create(run=run, key=draft_key(invitation.pk), cell=0, answers=json.dumps(answers))
    return {
        "exclusion": Exclusion.objects.create(
            owner=person, excluded=str(factories.ProfileFactory().pk), digest="0" * 64
        ),
        "ranking": Ranking.objects.create(
            enrolment=factories.EnrolmentFactory(cohort=cohort), named=written_down([str(person.pk)])
        ),
        "invitation": invitation,
        "draft": PlaceDraft.objects.create(
            cohort=cohort, person=person, saved_at=now, answers=json.dumps(words("programmes.PlaceDraft"))
        ),
        "section": ProfileDraft.objects.create(
            person=person, section="about_me", saved_at=now, answers=json.dumps(words("participants.ProfileDraft"))
        ),
        "message": factories.make_message(person.user, state="failed", **words("outbox.OutgoingMessage")),
        "file": ImportDraft.objects.create(
            uploaded_by=person.user,
            uploaded_at=now,
            source_name="HR",
            file_name="people.csv",
            **words("participants.ImportDraft"),
        ),
    }
