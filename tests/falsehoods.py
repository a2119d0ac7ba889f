"""What somebody who writes raw SQL could try in each app but matching, whose tests have a list of their own.

By constraint: what a row says that is true, and what it says that must never be. Columns that nobody names are filled
in by `tests.test_raw_sql` with anything that is allowed, another thing in each row.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from mentoring.lib.crypto import Sealed

Columns = dict[str, Any]

MORNING, NOON, EVENING = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (8, 12, 18))
SPRING, SUMMER, WINTER = date(2026, 3, 1), date(2026, 6, 1), date(2026, 12, 1)
ONE, TWO = UUID(int=1), UUID(int=2)

# In the place of a word that is another one in each row.
ANYTHING = object()
SEALED = Sealed(b"nobody can read this")

# What a row needs besides, by table.
NEEDED: dict[str, Columns] = {
    "participants_profileskill": {"rank": 1},
    "participants_trainingrecord": {"done_on": SPRING},
    "programmes_programme": {"minimum_group": 5},
    "programmes_eligibilityrule": {"department_id": ONE},
    "programmes_enrolment": {"capacity": 1},
    "agreements_mentorshipkey": {"key": SEALED},
    "agreements_session": {"minutes": 60},
    "agreements_template": {"minutes": 60, "programme_id": None, "style": ANYTHING},
    "agreements_agreement": {"minutes": 60},
    "feedback_goalreview": {"level": 1},
    "feedback_surveyrun": {"minimum_group": 5, "opens_at": MORNING, "closes_at": EVENING},
    "feedback_meetingsnapshot": {"minimum": 5, "first": SPRING, "last": SUMMER},
    "outbox_mailserveraway": {"id": 1},
    "accounts_ownhours": {"days": [1]},
}

# What one row must not say: true words, and those that make them false.
ALONE: dict[str, list[tuple[Columns, Columns]]] = {
    "message_state_known": [({}, {"state": "lost"})],
    "message_sent_has_time": [
        ({"state": "sent", "sent_at": NOON}, {"sent_at": None}),
        ({"state": "due"}, {"sent_at": NOON}),
    ],
    "message_claim_has_lease": [
        ({"state": "claimed", "claim": ONE, "lease_until": NOON}, {"claim": None}),
        ({"state": "sending", "claim": ONE, "lease_until": NOON}, {"lease_until": None}),
        ({"state": "due"}, {"claim": ONE, "lease_until": NOON}),
    ],
    "message_two_a_month": [
        ({"counted_month": SPRING, "counted_number": 2}, {"counted_number": 3}),
        ({"counted_month": SPRING, "counted_number": 1}, {"counted_month": None}),
        ({}, {"counted_month": SPRING}),
    ],
    "message_rides_while_held": [({"state": "held", "goes_with_id": ONE}, {"state": "due"})],
    "message_of_closed_is_cancelled": [({"state": "cancelled", "account_closed_at": NOON}, {"state": "due"})],
    "mail_server_away_once": [({}, {"id": 2})],
    "email_change_state_known": [({}, {"state": "perhaps"})],
    "second_step_removal_state_known": [({}, {"state": "perhaps"})],
    "own_hours_have_a_day": [({"days": [0, 6]}, {"days": []}), ({}, {"days": [7]})],
    "job_state_known": [({}, {"state": "lost"})],
    "profile_not_own_manager": [({"id": ONE, "manager_id": TWO}, {"manager_id": ONE})],
    "profile_left_has_day": [({"left_at": NOON, "last_day": SPRING}, {"last_day": None})],
    "profile_mentor_limit_range": [({"mentor_limit": 20}, {"mentor_limit": 21})],
    "profile_hours_range": [
        ({"hours_a_month": 1}, {"hours_a_month": 0}),
        ({"hours_a_month": 20}, {"hours_a_month": 21}),
    ],
    "profile_skill_rank": [({"rank": 1}, {"rank": 0}), ({"rank": 5}, {"rank": 6})],
    "profile_skill_level_range": [({"level": 1}, {"level": 0}), ({"level": 3}, {"level": 4})],
    "profile_draft_section_known": [({"section": "about_me"}, {"section": "salary"})],
    "training_record_level_known": [({"level": 1}, {"level": 0}), ({"level": 3}, {"level": 4})],
    "training_record_days_in_order": [
        ({"done_on": SPRING, "until": SPRING}, {"done_on": SUMMER}),
        ({"done_on": SPRING, "until": SUMMER}, {"until": SPRING.replace(month=2)}),
    ],
    "programme_minimum_group_floor": [({"minimum_group": 5, "mentors_each": 1}, {"minimum_group": 4})],
    "programme_mentors_each_range": [
        ({"mentors_each": 1}, {"mentors_each": 0}),
        ({"mentors_each": 3}, {"mentors_each": 4}),
    ],
    "eligibility_rule_says_one_thing": [
        ({}, {"department_id": None}),
        ({"department_id": ONE}, {"site_id": TWO}),
        ({"department_id": None, "grade_from_id": ONE}, {"months_to": 3}),
    ],
    "eligibility_rule_months_in_order": [
        ({"department_id": None, "months_from": 3, "months_to": 3}, {"months_to": 2}),
    ],
    "cohort_dates_in_order": [
        ({"registration_ends_on": SPRING, "starts_on": SPRING}, {"registration_ends_on": SUMMER}),
        ({"starts_on": SPRING, "ends_on": SUMMER}, {"ends_on": SPRING}),
    ],
    "cohort_opened_has_dates": [
        (
            {"stage": "registration", "registration_ends_on": SPRING, "starts_on": SUMMER, "ends_on": WINTER},
            {missing: None},
        )
        for missing in ("registration_ends_on", "starts_on", "ends_on")
    ],
    "cohort_always_on_has_no_last_day": [
        ({"always_on": True, "starts_on": SPRING}, {"ends_on": SUMMER}),
        ({"always_on": True, "starts_on": SPRING}, {"registration_ends_on": SPRING}),
    ],
    "enrolment_capacity_range": [
        ({"role": "mentor", "capacity": 1}, {"capacity": 0}),
        ({"role": "mentor", "capacity": 20}, {"capacity": 21}),
    ],
    "enrolment_mentee_wish_range": [({"role": "mentee", "capacity": 3}, {"capacity": 4})],
    "enrolment_taken_back_is_withdrawn": [({"status": "withdrawn", "was_taken_back": True}, {"status": "approved"})],
    "enrolment_role_known": [({}, {"role": "coach"})],
    "enrolment_status_known": [({}, {"status": "perhaps"})],
    "mentorship_key_until_erased": [({}, {"key": None}), ({"key": None, "erased_at": NOON}, {"key": SEALED})],
    "session_minutes_range": [({"minutes": 5}, {"minutes": 4}), ({"minutes": 480}, {"minutes": 481})],
    "template_of_one_programme_or_style": [({"programme_id": ONE, "style": ""}, {"style": "classic"})],
    "template_minutes_range": [({"minutes": 15}, {"minutes": 14}), ({"minutes": 180}, {"minutes": 181})],
    "agreement_minutes_range": [({"minutes": 15}, {"minutes": 14}), ({"minutes": 180}, {"minutes": 181})],
    "action_reminds_of_a_day": [({"reminds_at": NOON, "due_on": SPRING}, {"due_on": None})],
    "goal_review_level_range": [({"level": -2}, {"level": -3}), ({"level": 2}, {"level": 3})],
    "survey_run_minimum_group_floor": [({"minimum_group": 5}, {"minimum_group": 4})],
    "survey_run_dates_in_order": [
        ({}, {"closes_at": MORNING}),
        ({"reminds_at": NOON}, {"reminds_at": MORNING}),
        ({"reminds_at": NOON}, {"reminds_at": EVENING}),
    ],
    "meeting_snapshot_months_in_order": [
        ({"first": SPRING, "last": SPRING}, {"first": SUMMER}),
        ({}, {"first": SPRING.replace(day=2)}),
        ({}, {"last": SUMMER.replace(day=30)}),
    ],
    "meeting_snapshot_rounded": [({"meetings": 35}, {"meetings": 36})],
    "meeting_snapshot_minimum_floor": [({"minimum": 5}, {"minimum": 4})],
}

# What two rows must not both say; the second as it would be written, where not in the very same words.
TWICE: dict[str, tuple[Columns, Columns]] = {
    "audit_seal_once": ({"sequence": 7}, {}),
    "message_key_unique": ({"key": "survey:1"}, {}),
    "message_id_unique": ({"message_id": "<a@b>"}, {}),
    "message_one_per_number_of_month": ({"recipient_id": ONE, "counted_month": SPRING, "counted_number": 1}, {}),
    "user_email_unique": ({"email": "ada@mail.example"}, {"email": "Ada@mail.example"}),
    "email_change_one_waiting": ({"user_id": ONE, "state": "waiting"}, {}),
    "second_step_removal_one_waiting": ({"user_id": ONE, "state": "waiting"}, {}),
    "choice_one_per_topic": ({"user_id": ONE, "topic": "surveys"}, {}),
    "job_one_open_per_subject": ({"kind": "match", "subject_id": ONE, "state": "waiting"}, {"state": "running"}),
    "organisation_name_unique": ({"name": "Acme"}, {"name": "ACME"}),
    "department_name_unique": ({"organisation_id": ONE, "name": "Sales"}, {"name": "SALES"}),
    "site_name_unique": ({"organisation_id": ONE, "name": "Lyon"}, {"name": "lyon"}),
    "grade_name_unique": ({"organisation_id": ONE, "name": "G4"}, {"name": "g4"}),
    "skill_name_unique": ({"name": "Listening"}, {"name": "listening"}),
    "skill_shipped_once": ({"shipped_as": "listening"}, {}),
    "profile_employee_number_unique": ({"organisation_id": ONE, "employee_number": "E-7"}, {}),
    "profile_skill_once": ({"profile_id": ONE, "kind": "offers", "skill_id": ONE}, {"rank": 2}),
    "training_record_once": ({"profile_id": ONE, "level": 2, "done_on": SPRING}, {"done_on": SUMMER}),
    "import_source_name_unique": ({"organisation_id": ONE, "name": "HR"}, {"name": "hr"}),
    "hr_analyst_once": ({"user_id": ONE, "organisation_id": ONE}, {}),
    "programme_name_unique": (
        {"organisation_id": ONE, "name": "Open doors", "mentors_each": 1},
        {"name": "open doors"},
    ),
    "coordinator_once": ({"programme_id": ONE, "user_id": ONE}, {}),
    "cohort_name_unique": ({"programme_id": ONE, "name": "Spring"}, {"name": "SPRING"}),
    "cohort_one_always_on": ({"programme_id": ONE, "always_on": True, "starts_on": SPRING}, {"starts_on": SUMMER}),
    "cohort_followed_once": ({"follows_id": ONE}, {}),
    "stage_change_once": ({"cohort_id": ONE, "to_stage": "running"}, {}),
    "enrolment_one_per_role": ({"cohort_id": ONE, "person_id": ONE, "role": "mentor"}, {"status": "withdrawn"}),
    "profile_draft_once": ({"person_id": ONE, "section": "about_me"}, {}),
    "place_draft_once": ({"cohort_id": ONE, "person_id": ONE}, {}),
    "session_one_per_moment": ({"mentorship_id": ONE, "starts_at": NOON, "status": "planned"}, {"minutes": 30}),
    "template_shipped_once": ({"shipped_as": "our own"}, {}),
    "template_one_per_style": ({"style": "dance"}, {}),
    "consent_once_per_version": ({"agreement_id": ONE, "person_id": ONE, "kind": "lines", "version": 1}, {}),
    "session_reminder_once": ({"session_id": ONE, "person_id": ONE, "kind": "ahead"}, {}),
    "goal_review_once_a_day": ({"goal_id": ONE, "reviewed_on": SPRING}, {"level": 2}),
    "survey_run_once_per_cohort": ({"cohort_id": ONE, "kind": "mid", "state": "closed"}, {}),
    "survey_run_one_open_of_a_kind": ({"cohort_id": ONE, "kind": "start", "state": "open"}, {}),
    "invitation_once_per_person": ({"run_id": ONE, "person_id": ONE}, {}),
    "draft_key_unique": ({"key": "f" * 64}, {}),
    "meeting_snapshot_decided_once": ({"cohort_id": ONE, "last": SUMMER}, {"first": SUMMER}),
    "meeting_snapshot_counted_once": ({"cohort_id": ONE, "first": SPRING, "meetings": 5}, {"last": WINTER}),
    "meeting_snapshot_one_is_last": ({"cohort_id": ONE, "is_last": True}, {"first": SUMMER, "last": WINTER}),
}

MEETINGS = "tests/feedback/test_meetings.py"
# What triggers of these apps do, and the tests that try it.
TRIED_BY: dict[str, str] = {
    "audit_append_only": "tests/audit/test_services.py::test_database_refuses_to_change_the_record_and_its_seals",
    "audit_never_emptied": "tests/audit/test_services.py::test_database_refuses_to_change_the_record_and_its_seals",
    "snapshot_fixed": "tests/feedback/test_answers.py::test_database_refuses_to_change_figures",
    "goal_snapshot_fixed": "tests/feedback/test_goal_shares.py::test_figures_never_change",
    "meeting_snapshot_fixed": f"{MEETINGS}::test_database_refuses_to_change_or_take_away_what_was_counted",
    "meeting_snapshot_follows": f"{MEETINGS}::test_database_refuses_months_after_the_last",
}
# It only lists what waits for its seal, and refuses nothing.
REFUSES_NOTHING = {"audit_wait_for_seal"}
