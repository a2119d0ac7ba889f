"""Every page that a person of some role comes to, and the way there, by its words."""

from tests.browser.office_places import ADMINISTRATOR, COORDINATOR, OFFICE_AGAIN
from tests.browser.place import pages_of
from tests.browser.steps import (
    add_skill,
    button,
    choose,
    choose_first_group,
    fill,
    fill_area,
    link,
    link_that_begins,
    link_to_round_of,
    open_all_tables,
    open_menu,
    press_first,
    press_where_it_begins,
    press_where_it_is,
    to_registration,
    untick_all,
)

LIMIT = "How many mentees could you look after at the same time?"
TO_PAIR = link("", within="Your mentoring")
TO_ENDED = link("", within="Before")
TO_HELP = (TO_PAIR, lambda page: page.get_by_role("link", name="Get help").click())
TO_END = (*TO_HELP, link("End this mentorship, or ask for someone else"))
TO_PLAN = (TO_PAIR, link("Plan a session"))
TO_SESSION = (TO_PAIR, link("See all sessions"), lambda page: page.locator(".tasks li.done a").last.click())


def ask_for_longer(page) -> None:
    """Until the first day there is, so that whoever comes a second time asks for the same."""
    day = page.get_by_label("Until which day?", exact=True)
    day.fill(day.get_attribute("min"))
    page.get_by_role("button", name="Ask to go on", exact=True).click()


def to_action(page) -> None:
    page.locator("section[aria-labelledby=actions] .tasks a").first.click()


def as_if_opened_before(page) -> None:
    """The form of somebody who has not seen how it stands."""
    page.evaluate("() => document.querySelectorAll('[name=seen]').forEach((each) => { each.value = 'before'; })")


TO_PLANNED = (TO_PAIR, lambda page: page.locator(".tasks li:not(.done) a:not(.btn)").first.click())

BOTH = "Both: a mentor for me, and I mentor somebody else"
TO_AIMS = (
    link("First steps"),
    to_registration("both"),
    add_skill("Add a skill you offer"),
    add_skill("Add a skill you want to learn"),
    button("Next"),
)

VISITOR = pages_of(
    "",
    ("accessibility", "/accessibility/"),
    ("sign-in", "/accounts/login/"),
    ("sign-in-error", "/accounts/login/", button("Send me a code")),
    (
        "code",
        "/accounts/login/",
        fill("Your work e-mail address", "nobody@mail.example"),
        button("Send me a code"),
    ),
    (
        "code-error",
        "/accounts/login/",
        fill("Your work e-mail address", "nobody.else@mail.example"),
        button("Send me a code"),
        fill("Code", "AAAA-AAAA"),
        button("Sign in"),
    ),
    ("code-over", "/accounts/login/code/confirm/"),
    ("password", "/accounts/login/", link("Sign in with a password")),
    ("password-error", "/accounts/login/password/", button("Sign in")),
    (
        "password-wrong",
        "/accounts/login/password/",
        fill("Your work e-mail address", "nobody@mail.example"),
        fill("Password", "not the password"),
        button("Sign in"),
    ),
    ("password-reset", "/accounts/password/reset/"),
    (
        "password-reset-sent",
        "/accounts/password/reset/",
        fill("Your work e-mail address", "nobody@mail.example"),
        button("Send me a link"),
    ),
    ("password-link-refused", "/accounts/password/reset/key/00-altered/"),
    ("password-changed", "/accounts/password/reset/key/done/"),
    ("sign-up-closed", "/accounts/signup/"),
    ("account-closed", "/accounts/inactive/"),
    ("address-change-refused", "/accounts/address-changes/altered/"),
    ("fewer-mails-refused", "/accounts/mails/surveys/altered/"),
    ("second-step-removal-refused", "/accounts/second-step-removals/altered/"),
    ("mailbox", "/mailbox/"),
    ("not-found", "/nowhere/"),
    ("survey-link-refused", "/surveys/altered/"),
    ("session-link-refused", "/did-you-meet/altered/"),
)
MENTOR = pages_of(
    "Mentor",
    ("mail", "/mailbox/", link("Your code to sign in")),
    ("home", "/"),
    ("programmes", "/programmes/"),
    ("cohort", "/programmes/", link("Open doors")),
    ("place", "/programmes/", link("You have a place as a mentor")),
    ("place-withdraw", "/programmes/", link("You have a place as a mentor"), link("Step back")),
    ("place-capacity", "/programmes/", link("You have a place as a mentor"), link("Change this number")),
    ("profile", "/profile/"),
    ("profile-card", "/profile/", link("See your card as others see it")),
    ("profile-offers", "/profile/skills-offered/"),
    ("profile-wants", "/profile/skills-wanted/"),
    ("profile-ways", "/profile/ways-of-working/"),
    ("profile-about-me", "/profile/about-me/"),
    ("profile-career", "/profile/career/"),
    ("profile-aims", "/profile/aims/"),
    ("profile-interests", "/profile/interests/"),
    ("profile-limit", "/profile/mentor-limit/"),
    ("profile-limit-error", "/profile/mentor-limit/", fill(LIMIT, "99"), button("Save my limit")),
    ("avoid", "/profile/", link("Open my list")),
    ("avoid-error", "/people-to-avoid/", fill("Search by name", "ab"), button("Search")),
    ("avoid-found", "/people-to-avoid/", fill("Search by name", "ana"), button("Search")),
    ("pair", "/", TO_PAIR),
    ("agreement", "/", link("Ines Quist"), link("Read our agreement")),
    ("help", "/", *TO_HELP),
    ("break", "/", *TO_HELP, link("Take a break")),
    ("go-on", "/", *TO_HELP, link("Go on longer")),
    ("go-on-error", "/", *TO_HELP, link("Go on longer"), button("Ask to go on")),
    ("end", "/", *TO_END),
    ("end-finished", "/", *TO_END, link("We have finished")),
    ("end-someone-else", "/", *TO_END, link("Someone else please")),
    ("session-plan", "/", *TO_PLAN),
    ("session-plan-error", "/", *TO_PLAN, button("Plan this session")),
    (
        "session-plan-twice",
        "/",
        *TO_PLAN,
        fill("Date", "2030-10-27"),
        fill("Time in London", "01:30"),
        button("Plan this session"),
    ),
    ("session-met", "/", *TO_PLAN, link("You have met already? Log it instead")),
    ("session-held", "/", *TO_SESSION),
    ("session-change", "/", *TO_SESSION, link("Change the answer")),
    ("shared-note", "/", *TO_SESSION, link("Change our note")),
    ("sessions", "/", TO_PAIR, link("See all sessions")),
    ("actions", "/", TO_PAIR, link("See all actions")),
    ("action", "/", TO_PAIR, link("Note an action")),
    ("action-error", "/", TO_PAIR, link("Note an action"), button("Save this action")),
    ("action-change", "/", TO_PAIR, to_action),
    (
        "action-meanwhile",
        "/",
        TO_PAIR,
        to_action,
        as_if_opened_before,
        fill("What is to be done?", "Ask somebody else"),
        button("Save this action"),
    ),
    ("action-delete", "/", TO_PAIR, to_action, link("Delete this action")),
    ("notes", "/", TO_PAIR, link("See all my notes")),
    ("note", "/", TO_PAIR, link("Write a note")),
    ("note-error", "/", TO_PAIR, link("Write a note"), button("Save this note")),
    ("note-change", "/", TO_PAIR, link("Change this note")),
    ("note-delete", "/", TO_PAIR, link("Change this note"), link("Delete this note")),
    ("office-closed", "/office/"),
    ("work-none", "/jobs/"),
    # Not of the one who looks at the page before the code: there it would have been sent already.
    ("proof-by-code-sent", "/accounts/reauthenticate/code/", press_where_it_is("Send me a code")),
)
MENTEE = pages_of(
    "Mentee",
    ("home", "/"),
    ("menu", "/", open_menu),
    ("own-menu", "/", lambda page: page.locator(".user-menu > summary").click()),
    ("pair", "/", TO_PAIR),
    ("agreement", "/", TO_PAIR, link("Choose now")),
    ("goal-set", "/", TO_PAIR, link("Set a goal")),
    ("goal-set-error", "/", TO_PAIR, link("Set a goal"), button("Save goal")),
    ("goal-change", "/", TO_PAIR, link("Change this goal")),
    ("goal-review", "/", TO_PAIR, link("Say how far it is")),
    ("goal-review-error", "/", TO_PAIR, link("Say how far it is"), button("Save this")),
    ("session-planned", "/", *TO_PLANNED),
    ("session-move", "/", *TO_PLANNED, link("Move it")),
    (
        "session-move-meanwhile",
        "/",
        *TO_PLANNED,
        link("Move it"),
        as_if_opened_before,
        fill("Where (optional)", "In the café"),
        button("Move this session"),
    ),
    ("session-move-error", "/", *TO_PLANNED, link("Move it"), fill("Date", ""), button("Move this session")),
    ("session-cancel", "/", *TO_PLANNED, link("Cancel the session")),
)
EMPLOYEE = pages_of(
    "Employee without a place",
    ("home", "/"),
    ("programmes", "/programmes/"),
    ("cohort", "/programmes/", link("First steps")),
    ("programmes-mentors-wanted", "/programmes/?show=mentors-wanted"),
    ("programmes-none-found", "/programmes/?q=nothing+like+it"),
    ("register-mentee", "/programmes/", link("First steps"), to_registration("mentee")),
    ("register-mentor", "/programmes/", link("First steps"), to_registration("mentor")),
    ("register-both", "/programmes/", link("First steps"), to_registration("mentor"), choose(BOTH)),
    ("register-error", "/programmes/", link("First steps"), to_registration("mentor"), button("Next")),
    ("register-aims", "/programmes/", *TO_AIMS),
    ("register-aims-error", "/programmes/", *TO_AIMS, fill_area(0, "x" * 301), button("Ask for both places")),
    ("register-again", "/programmes/", *TO_AIMS, button("Go back to page 1")),
    ("home-unfinished", "/programmes/", *TO_AIMS, lambda page: page.goto("/")),
    ("profile", "/profile/"),
)
ACCOUNT = pages_of(
    "Mentee",
    ("account", "/accounts/"),
    ("mails", "/accounts/", link("What we write to you about")),
    ("mails-error", "/accounts/mails/", untick_all("On these days"), button("Save")),
    ("password-change", "/accounts/", link("Change your password")),
    ("password-change-error", "/accounts/password/change/", button("Save the new password")),
    ("two-step", "/accounts/", link("Passkeys and the second step")),
    ("two-step-app", "/accounts/two-step/", link("Set up an app")),
    ("two-step-app-error", "/accounts/two-step/app/", button("Add this app")),
    ("passkey-add", "/accounts/two-step/", link("Add a passkey")),
    ("passkeys", "/accounts/two-step/passkeys/"),
    ("sessions", "/accounts/", link("Where you are signed in")),
    ("proof", "/accounts/reauthenticate/"),
    ("proof-by-code", "/accounts/reauthenticate/code/"),
    ("sign-out", "/accounts/logout/"),
)
HAS_AGREED = pages_of(
    "Somebody who is told of a change",
    ("home", "/"),
    ("pair", "/", TO_PAIR),
    ("agreement", "/", TO_PAIR, link("Read our agreement")),
)
HAS_SEEN = pages_of(
    "Somebody who has seen a change",
    ("agreement", "/", TO_PAIR, link("Read our agreement"), press_where_it_is("I have seen it")),
)
PARTED = pages_of(
    "Somebody whose pair has ended",
    ("home", "/"),
    ("pair", "/", TO_ENDED),
    ("pair-wished-again", "/", TO_ENDED, press_where_it_begins("I would like to be a pair with")),
    ("agreement", "/", TO_ENDED, link("Read our agreement")),
    ("help", "/", TO_ENDED, lambda page: page.get_by_role("link", name="Get help").click()),
    ("session", "/", TO_ENDED, link("See all sessions"), lambda page: page.locator(".tasks li.done a").last.click()),
    ("note", "/", TO_ENDED, link("Write a note")),
    ("survey-parting", "/", link("Three statements on parting")),
    ("survey-parting-error", "/", link("Three statements on parting"), button("Send my answers")),
)
LONG_NAMED = pages_of(
    "Somebody of a pair with long names",
    ("home", "/"),
    ("profile", "/profile/"),
    ("pair", "/", TO_PAIR),
    ("agreement", "/", TO_PAIR, link("Read our agreement")),
    ("help", "/", *TO_HELP),
    ("break", "/", *TO_HELP, link("Take a break")),
    ("end", "/", *TO_END),
    ("end-finished", "/", *TO_END, link("We have finished")),
    ("session-plan", "/", *TO_PLAN),
    ("session-held", "/", *TO_SESSION),
    ("shared-note", "/", *TO_SESSION, link("Change our note")),
    ("sessions", "/", TO_PAIR, link("See all sessions")),
    ("actions", "/", TO_PAIR, link("See all actions")),
    ("action", "/", TO_PAIR, link("Note an action")),
    ("note", "/", TO_PAIR, link("Write a note")),
    ("goal-set", "/", TO_PAIR, link("Set a goal")),
    ("go-on-asked", "/", *TO_HELP, link("Go on longer"), ask_for_longer),
)
TO_START = ("/programmes/", link("You asked to be a mentor"), link("Give your view"))
BEGINNER = pages_of(
    "Somebody who asks for a place",
    ("place", "/programmes/", link("You asked to be a mentor")),
    ("survey-start", *TO_START),
    ("survey-start-later", *TO_START, button("Save and finish later")),
    ("survey-start-second", *TO_START, button("Save and continue")),
    ("home-with-answers", *TO_START, button("Save and finish later"), lambda page: page.goto("/")),
    ("survey-start-error", *TO_START, button("Save and continue"), button("Send my answers")),
)
# Of their own, whenever they come: from here on something is answered.
LEAVES_SURVEY = pages_of(
    "Somebody who leaves a survey",
    (
        "survey-start-leave",
        "/programmes/",
        link("You asked for a mentor"),
        link("Give your view"),
        lambda page: page.get_by_role("radio", name="Agree", exact=True).first.press("Space"),
        button("Save and continue"),
        button("I would rather not answer"),
    ),
)
SOMEBODY_ASKED = pages_of(
    "Somebody with a suggestion",
    ("home", "/"),
    ("place", "/", link("", within="Your places")),
    ("suggestion", "/", lambda page: page.locator(".hero a.btn-primary").click()),
    (
        "suggestion-decline",
        "/",
        lambda page: page.locator(".hero a.btn-primary").click(),
        link("Someone else please"),
    ),
    (
        "suggestion-line",
        "/",
        lambda page: page.locator(".hero a.btn-primary").click(),
        button("Yes, I would like to start"),
    ),
)
TO_SUGGESTION = ("/", lambda page: page.locator(".hero a.btn-primary").click())


def ask_first(page) -> None:
    page.get_by_role("link", name="Ask a question first", exact=True).click()
    page.get_by_label("Your question").fill("How often would you like to meet?\nAnd where?")
    page.get_by_role("button", name="Send my question", exact=True).click()


ASKS_FIRST = pages_of(
    "Somebody with a suggestion",
    ("suggestion-question", *TO_SUGGESTION, link("Ask a question first")),
    ("suggestion-question-error", *TO_SUGGESTION, link("Ask a question first"), button("Send my question")),
    ("suggestion-asked", *TO_SUGGESTION, ask_first),
)
# Of the same suggestion, once somebody has asked there.
WAS_ASKED = pages_of(
    "Somebody who was asked first",
    ("home", "/"),
    ("suggestion", "/", link("Read the question")),
    ("answer", "/", link("Read the question"), link("Answer in a few words")),
    ("answer-error", "/", link("Read the question"), link("Answer in a few words"), button("Send my answer")),
)
# What they ask goes with the page on which they may choose.
CHOOSER = pages_of(
    "Somebody who chooses",
    ("home", "/"),
    ("choice", "/", link("See who fits you")),
    ("choice-all", "/", link("See who fits you"), link_that_begins("Look through all mentors")),
    (
        "choice-none-found",
        "/",
        link("See who fits you"),
        link_that_begins("Look through all mentors"),
        fill("Words to look for", "nothing like it"),
        button("Search"),
    ),
    ("choice-line", "/", link("See who fits you"), press_first("Ask ")),
    ("choice-asked", "/", link("See who fits you"), press_first("Ask "), button("No, we are not")),
    (
        "choice-take-back",
        "/",
        link("See who fits you"),
        press_first("Ask "),
        button("No, we are not"),
        link("Take the question back"),
    ),
)
NAMER = pages_of(
    "Somebody who names others",
    ("home-to-name", "/"),
    ("ranking", "/", link("See who fits you")),
    ("ranking-of-two", "/", link("See who fits you"), press_first("Put "), press_first("Put ")),
)
ANALYST = pages_of(
    "HR analyst",
    ("home", "/"),
    ("reports", "/reports/"),
    ("report", "/reports/", link_to_round_of("Open doors")),
    ("report-of-few", "/reports/", link_to_round_of("Open doors"), choose_first_group),
    ("report-without-survey", "/reports/", link_to_round_of("First steps")),
    ("report-with-tables", "/reports/", link_to_round_of("Open doors"), open_all_tables),
)
IN_PAIRS = [*MENTOR, *MENTEE, *HAS_AGREED, *HAS_SEEN, *LONG_NAMED, *PARTED, *BEGINNER, *LEAVES_SURVEY, *SOMEBODY_ASKED]
IN_PAIRS += [*ASKS_FIRST, *WAS_ASKED]
PLACES = [
    *VISITOR,
    *IN_PAIRS,
    *CHOOSER,
    *NAMER,
    *EMPLOYEE,
    *ACCOUNT,
    *ANALYST,
    *COORDINATOR,
    *ADMINISTRATOR,
    *OFFICE_AGAIN,
]
