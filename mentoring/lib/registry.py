"""Questions that the left asks and the right answers. The only way back up the line of apps.

An app registers its answer in `AppConfig.ready`; the asker knows the question alone.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

# An answer to "may this person be written to now?": this person does not want messages of this kind at all.
NEVER = datetime.max.replace(tzinfo=UTC)


class Question(Generic[Asked, Answer]):
    """A named question; each registered answer is a function called with what is asked."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._answers: list[Callable[..., Any]] = []

    def answered_by(self, answer: Callable[Asked, Answer]) -> None:
        """Register an answer, once per function."""
        if answer not in self._answers:
            self._answers.append(answer)

    def ask(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Iterator[Answer]:
        """Every registered answer, in the order of registration (the order of the apps)."""
        for answer in self._answers:
            yield answer(*args, **kwargs)


# (kind, subject_id) -> False when no longer wanted; True or None otherwise. Asked at claim and at the fence.
message_wanted: Question = Question("Is this message still wanted?")
# (kind, set of subject_ids) -> the set of those still wanted, or None for mails that are not one's own. Asked at claim
# in place of the question above, for the mails that go to many at once; at the fence each is asked by itself.
messages_wanted: Question = Question("Which of these messages are still wanted?")
# (cohort, target stage) -> list of sentences, each with a page that mends it: (sentence, url).
missing_for_stage: Question = Question("What is missing before this cohort can move on?")
# (cohort, target stage) -> list of (number of mails, sentence that says so); 0 for what it does without a mail.
mails_of_move: Question = Question("How many mails will this move send, and which?")
# (person_id, kind) -> None for yes, the instant from which on, or NEVER. Asked by the outbox when a mail's turn comes.
may_be_written_to: Question = Question("May this person be written to now?")
# (person_id) -> a ZoneInfo, or None where the person chose none.
time_zone_of: Question = Question("In which time zone does this person live?")
# (person) -> list of mentoring.lib.next_step.NextStep. Home adds what goes by their places, which it has at hand.
next_steps: Question = Question("What is this person's next step?")
# (person) -> list of mentoring.lib.next_step.NextStep, each with its `task`.
coordinator_steps: Question = Question("What waits for this person as a coordinator?")
# () -> list of mentoring.lib.filters.Queue of places: work that the list of places can show by itself.
place_queues: Question = Question("Which places wait for something?")
# (cohort) -> list of (label, url): what the coordinator's page of a cohort leads to in the apps to the right.
cohort_pages: Question = Question("Which pages belong to this cohort?")
# (programme) -> list of (label, url): what the coordinator's page of a programme leads to in the apps to the right.
programme_pages: Question = Question("Which pages belong to this programme?")
# (place, user) -> list of (label, url): what this coordinator may do about it in the apps to the right.
place_pages: Question = Question("Which pages belong to this place?")
# (cohort) -> list of (sentence, label, url): what waits for its coordinator before it can be closed in peace.
cohort_waits: Question = Question("What waits in this cohort?")
# (cohort, person) -> list of mentoring.lib.next_step.NextStep: what the pages of one's place lead to, without haste.
asked_beside_place: Question = Question("What may this person be asked beside their place?")
# (enrolment) -> list of sentences to the person who thinks of giving it back.
place_ends: Question = Question("What would end if this place were given back?")
# (ids of places) -> dict of id to (sentence, label, url), for their owners: of those for which something was found.
place_stands: Question = Question("How far is the search for somebody for these places?")
# (cohort, role) -> sentences to whoever asks for a place or has one: two where one of two people asks the other, three
# where they name whom they would like before the programme team decides, and none where it decides by itself.
ways_to_a_pair: Question = Question("How do two people find each other here, where people choose for themselves?")
# (person) -> the roles ("mentor", "mentee") in which they ask for a place or have one, in rounds that are not over.
roles_taken: Question = Question("In which roles does this person take part?")
# (user) -> whether the person holds a role that sees or changes what is others'. Asked before sessions go on.
staff_role: Question = Question("Does this person hold a staff role?")
# (person) -> list of (role, programme and round, words): what stands on their card beside what the profile says.
words_for_partners: Question = Question("What did this person write for whoever is suggested to them?")
# (ids of people) -> list of sentences: what ends, and what waits for somebody, once these people have left.
ends_with_people: Question = Question("What would end if these people left?")
# (ids of places) -> those on which something under way depends; they stay until somebody ends that.
places_in_use: Question = Question("Which of these places are part of something under way?")
# (ids of places) -> list of (place, address), one for each open pair: where its next meeting is planned.
pages_to_plan: Question = Question("Where do the people of these places plan to meet?")
# (pair that has ended) -> a sentence to its people, in the language and time zone that hold at that moment.
words_kept: Question = Question("Until when is what these two wrote kept?")
