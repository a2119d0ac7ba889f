"""Everybody is asked, the answers become figures, the round ends and HR reads."""

import csv
import io
import re

from tests.flows.line.people import COHORT, Line
from tests.flows.visitor import Visitor
from tests.running import link_in

TITLE = "Mid survey"
ASKED = "Mid survey: 3 minutes for your view"
REMINDED = "Mid survey: open until "
STATEMENTS = 8
# So many of them are about the two of a pair.
OF_PAIRS = 3
# So many of them stand on each page.
PARTS = (3, 3, 2)
LOOKING_BACK = "Looking back"
# Mentors and mentees alike; of the others each is asked something of their own.
ASKED_OF_ALL = 6
# Whoever opens a link leaves no trace in these; messages and jobs go on beside it.
QUIET = tuple(f"{app}_%" for app in ("accounts", "agreements", "feedback", "matching", "participants"))
# What is recorded stays as it is; that it is sealed meanwhile is the record's own business.
QUIET += ("audit_auditevent", "django_session", "programmes_%")
EVERY_ROW = "SELECT md5(coalesce(string_agg(each::text, '|' ORDER BY each::text), '')) FROM {} AS each"


def wait_for_the_survey(line: Line) -> None:
    """Planned by the beat, mailed by the pump: nobody presses anything."""
    assert line.product.becomes("SELECT EXISTS (SELECT FROM feedback_surveyrun WHERE state = 'planned')")
    line.product.let_days_pass(60)  # a person would have waited until the day of the mid survey
    for address in line.taking_part:
        line.product.mail_to(address, ASKED)
    assert line.product.query("SELECT state FROM feedback_surveyrun") == [("open",)]


def look_without_changing_anything(line: Line) -> None:
    before = everything_written(line)

    visitor = from_the_mail(line, line.mentees[1])

    assert visitor.page.heading == "Mid survey"
    assert everything_written(line) == before
    assert len(list(visitor.cookies)) <= 1  # the one against forged forms


def everything_written(line: Line) -> dict[str, str]:
    """A digest of the rows of each table."""
    tables = line.product.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name LIKE ANY (%s)",
        list(QUIET),
    )
    assert len(tables) > 20
    return {name: line.product.query(EVERY_ROW.format(name))[0][0] for (name,) in tables}


def from_the_mail(line: Line, address: str, subject: str = ASKED) -> Visitor:
    """Somebody who is signed in nowhere, and follows the link of their mail."""
    visitor = Visitor(line.product.site)
    visitor.go(link_in(line.product.mail_to(address, subject)))
    return visitor


def refuse_an_altered_link(line: Line) -> None:
    visitor = Visitor(line.product.site)
    address = link_in(line.product.mail_to(line.mentees[1], ASKED)).rstrip("/")
    before = everything_written(line)

    visitor.go(f"{address[:-1]}{'A' if address[-1] != 'A' else 'B'}/", status=404)

    assert "This link is not complete or was changed." in visitor.page.text
    assert everything_written(line) == before


def refuse_a_link_whose_time_is_over(line: Line) -> None:
    """As the link of a survey that was asked long ago; only the product itself can sign one."""
    code = (
        "from datetime import timedelta; from feedback.models import SURVEY_LINK, Invitation;"
        "from mentoring.lib import clock, links; ago = clock.now() - timedelta(minutes=1);"
        "print(links.token(purpose=SURVEY_LINK, subject_id=Invitation.objects.first().pk, expires_at=ago))"
    )
    token = line.product.run("shell", "-v", "0", "-c", code).strip()
    visitor = Visitor(line.product.site)

    visitor.go(f"/surveys/{token}/", status=410)

    assert "Links in our mails work for a limited time." in visitor.page.text
    assert line.product.query("SELECT count(*) FROM feedback_draft") == [(0,)]


def answer_all_but_one(line: Line) -> None:
    """Nobody signs in. One has a look, sends nothing chosen, and is told so."""
    *answering, _silent = line.taking_part
    for number, address in enumerate(answering):
        if number == 0:
            send_nothing(from_the_mail(line, address))
        assert answer(from_the_mail(line, address), "Agree" if number % 4 else "Disagree") == list(PARTS)
    answered = "SELECT count(*) FROM feedback_invitation WHERE answered_on IS NOT NULL"
    assert line.product.query(answered) == [(len(answering),)]
    assert line.product.query("SELECT count(*) FROM feedback_draft") == [(len(answering),)]


def send_nothing(visitor: Visitor) -> None:
    while visitor.page.offers("Save and continue"):
        visitor.press("Save and continue")
    visitor.press("Send my answers")
    assert "You have not chosen an answer yet." in visitor.page.text


def answer(visitor: Visitor, words: str) -> list[int]:
    """The same to every statement, page by page; says how many stood on each."""
    sizes = []
    while visitor.page.heading != "Thank you":
        found = statements(visitor)
        sizes.append(len(found))
        goes_on = visitor.page.offers("Save and continue")
        visitor.press("Save and continue" if goes_on else "Send my answers", dict.fromkeys(found, words))
    return sizes


def statements(visitor: Visitor) -> list[str]:
    page = visitor.page
    return list(dict.fromkeys(page.label_of(field) for field in page.fields if field["type"] == "radio"))


def remind_the_one(line: Line) -> None:
    line.product.let_days_pass(8)  # a person would have waited a week
    *answered, silent = line.taking_part
    line.product.mail_to(silent, REMINDED)
    settled = "SELECT NOT EXISTS (SELECT FROM outbox_outgoingmessage WHERE kind = 'survey-reminder' AND state = 'due')"
    assert line.product.becomes(settled)
    assert {address: len(mails) for address, mails in line.all_mails(REMINDED).items()} == {silent: 1}
    states = (
        "SELECT state, count(*) FROM outbox_outgoingmessage WHERE kind = 'survey-reminder' GROUP BY state ORDER BY 1"
    )
    assert line.product.query(states) == [("sent", 1), ("suppressed", len(answered))]


def close_the_survey(line: Line) -> None:
    """Its time is over, and the beat closes it; the link of the mail then says so."""
    line.product.let_days_pass(7)  # a person would have waited another week
    assert line.product.becomes("SELECT state = 'closed' FROM feedback_surveyrun")
    assert line.product.query("SELECT count(*) FROM feedback_draft") == [(0,)]
    visitor = Visitor(line.product.site)

    visitor.go(link_in(line.product.mail_to(line.taking_part[-1], ASKED)), status=410)

    assert visitor.page.heading == "This survey has closed"


def read_the_report(line: Line) -> None:
    """Page and file hold the same numbers for everybody; a department of seven is shown in neither, whoever asks."""
    hanna = line.at_browser(line.analyst)
    hanna.go("/")
    hanna.follow("Reports")
    hanna.follow(f"{line.programme}, {COHORT}")
    assert "About 15 of about 15 people who were asked have answered." in hanna.page.text
    assert page_figures(hanna) == file_figures(hanna)
    assert len(page_figures(hanna)) == STATEMENTS
    assert page_figures(hanna, LOOKING_BACK) == file_figures(hanna, LOOKING_BACK)
    assert len(page_figures(hanna, LOOKING_BACK)) >= ASKED_OF_ALL

    assert "No department had enough answers (8 or more) to stand beside the others" in hanna.page.text

    hanna.go(f"{hanna.page.address}?department=Sales")

    assert "Not shown, to protect people: Sales does not stand alone in this survey." in hanna.page.text
    assert page_figures(hanna) == file_figures(hanna) == {}


def page_figures(visitor: Visitor, title: str = TITLE) -> dict[str, list[tuple[str, str]]]:
    """Of each statement the shares in the table under its chart."""
    tables = [figure for figure in visitor.page.root.all("figure") if figure["data-survey"] == title]
    assert all(list(figure.all("svg")) for figure in tables)
    return {
        next(figure.all("caption")).text: [
            (next(row.all("th")).text, next(row.all("td")).text) for row in figure.all("tr") if list(row.all("td"))
        ]
        for figure in tables
    }


def file_figures(visitor: Visitor, title: str = TITLE) -> dict[str, list[tuple[str, str]]]:
    answer = visitor.ask(visitor.page.link("Download as CSV"))
    assert answer.status == 200
    return figures_in(answer.content, title)


def figures_in(file: str, title: str = TITLE) -> dict[str, list[tuple[str, str]]]:
    """Of each statement the shares in the downloaded file; none where it says that there is nothing to tell."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part, _whose, figure, name, value, _people in rows_of(file):
        if part == title and name and value:
            found.setdefault(figure, []).append((name, value))
    return found


def facts_in(file: str) -> dict[str, str]:
    """What is not told has its words beside its name."""
    facts = [(figure, value) for part, _whose, figure, _name, value, _people in rows_of(file) if part == "Facts"]
    return dict((figure, value) if value else figure.split(": ") for figure, value in facts)


def rows_of(file: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file)))[1:]


# Account mail, and what one of the two wrote to the other.
NOT_OF_THE_PROGRAMME = re.compile("code|asks you something first|has answered your question")


def count_the_mails(line: Line) -> None:
    """Of the programme, at most so many in the whole cohort: nobody was flooded, and nothing came twice."""
    for address in line.taking_part:
        subjects = [re.sub(r"\d+", "0", mail["Subject"]) for mail in line.product.mails_to(address)]
        assert len([each for each in subjects if not NOT_OF_THE_PROGRAMME.search(each)]) <= 14, subjects
    assert line.product.query("SELECT count(*) FROM outbox_outgoingmessage WHERE ambiguous > 0") == [(0,)]
    assert line.product.query("SELECT count(*) FROM outbox_outgoingmessage WHERE state = 'failed'") == [(0,)]
