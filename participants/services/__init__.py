"""What changes people, their skills and their roles."""

from participants.services.analysts import grant_hr_analyst, make_hr_analysts_group, withdraw_hr_analyst
from participants.services.drafts import (
    IMPORT_KIND,
    allow_shrink,
    cells_of_draft,
    check_draft,
    discard_draft,
    examples_of_draft,
    forget_drafts,
    keep_upload,
    read_draft,
    run_draft,
    samples_of_draft,
    start_import,
)
from participants.services.import_words import (
    accounts_taken_in_words,
    counts_in_words,
    example_in_words,
    grouped,
    kept_time_zones_in_words,
    more_lines,
    without_address_in_words,
)
from participants.services.imports import ImportCounts, Outcome, TooManyGone, import_people, preview_import
from participants.services.invitations import (
    department_called,
    invite_people,
    invite_people_with_address,
    people_to_invite,
)
from participants.services.leaving import confirm_missing_left, let_leavers_go, let_people_go
from participants.services.own_words import (
    choose_aims,
    choose_interests,
    choose_ways_of_working,
    limit_mentees,
    name_hr_contact,
    say_roles,
    write_about_me,
)
from participants.services.profile_drafts import (
    discard_section_draft,
    forget_section_drafts,
    keep_section_draft,
    left_in,
    seen_of_section,
)
from participants.services.skills import choose_skills, load_shipped_skills
from participants.services.training import note_trainings

__all__ = [
    "IMPORT_KIND",
    "ImportCounts",
    "Outcome",
    "TooManyGone",
    "accounts_taken_in_words",
    "allow_shrink",
    "cells_of_draft",
    "check_draft",
    "choose_aims",
    "choose_interests",
    "choose_skills",
    "choose_ways_of_working",
    "confirm_missing_left",
    "counts_in_words",
    "department_called",
    "discard_draft",
    "discard_section_draft",
    "example_in_words",
    "examples_of_draft",
    "forget_drafts",
    "forget_section_drafts",
    "grant_hr_analyst",
    "grouped",
    "import_people",
    "invite_people",
    "invite_people_with_address",
    "keep_section_draft",
    "keep_upload",
    "kept_time_zones_in_words",
    "left_in",
    "let_leavers_go",
    "let_people_go",
    "limit_mentees",
    "load_shipped_skills",
    "make_hr_analysts_group",
    "more_lines",
    "name_hr_contact",
    "note_trainings",
    "people_to_invite",
    "preview_import",
    "read_draft",
    "run_draft",
    "samples_of_draft",
    "say_roles",
    "seen_of_section",
    "start_import",
    "withdraw_hr_analyst",
    "without_address_in_words",
    "write_about_me",
]
