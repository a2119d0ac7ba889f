"""From the places to the pairs: the coordinator searches, reviews and sends, and both sides answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.line.walk import Walk
from tests.flows.line import company, pairing
from tests.flows.line.people import Line
from tests.running import link_in

SUGGESTED = "We suggest a "


def find_pairs(walk: Walk) -> None:
    """The page of the job is left alone, and says by itself that the work is done."""
    carla = walk.coordinator
    carla.go(walk.line.cohort_page)
    carla.follow("Review pairs")
    carla.look("board-empty")
    carla.follow("End registration and find pairs")
    carla.reads("Registration ends now")
    carla.look("first-search")
    with search_held_up(walk.line):
        carla.press("End registration and find pairs")
        carla.reads("You may leave this page")
        carla.look("job")
    carla.is_told("Done")
    carla.look("job-done")


@contextmanager
def search_held_up(line: Line) -> Iterator[None]:
    """Nobody can write a suggestion down meanwhile: a search for few people would be over before one sees it."""
    with line.product.database() as database:
        database.execute("LOCK TABLE matching_proposal IN EXCLUSIVE MODE")
        yield


def review_the_pairs(walk: Walk) -> None:
    carla, count = walk.coordinator, len(walk.line.mentees)
    carla.follow("Review the pairs")
    carla.reads("Proven: no other choice places more mentees")
    carla.reads(f"{count} of {count}")
    carla.reads(f"0 sent, {count} not yet")
    pairs = carla.main.get_by_role("row").filter(has=carla.page.get_by_role("button", name="Take out"))
    expect(pairs).to_have_count(count)
    expect(pairs.filter(has=carla.page.get_by_role("listitem"))).to_have_count(count)
    carla.look("board")


def send_the_suggestions(walk: Walk) -> None:
    carla, words = walk.coordinator, f"Send {pairing.suggestions(walk.line)}"
    carla.follow(words)
    carla.reads(f"{2 * len(walk.line.mentees)} mails go out now.")
    carla.look("send")
    carla.press(words)
    carla.reads("suggestions are on their way.")
    carla.look("board-sent")
    assert company.stage(walk.line) == "running"


def mentor_says_yes_to_each(walk: Walk) -> None:
    """From the mails."""
    mentor, address, mentees = walk.mentor, walk.line.mentors[0], walk.line.mentees
    walk.line.product.mail_to(address, SUGGESTED, number=len(mentees))
    for number, mail in enumerate(walk.line.product.mails_to(address, SUGGESTED)):
        mentor.go(link_in(mail))
        mentor.reads_heading("A mentee we suggest for you")
        if number == 0:
            mentor.look("suggestion")
        mentor.press("Yes, I would like to start")
        if number == 0:
            mentor.look("suggestion-line")
        mentor.press(pairing.NOT_IN_LINE)
        mentor.reads(pairing.WAITING)
    mentor.look("suggestion-waits")


def mentee_says_yes(walk: Walk) -> None:
    mentee = walk.mentee
    mentee.go()
    mentee.look("home-asked")
    mentee.follow_next_step()
    mentee.reads_heading("A mentor we suggest for you")
    mentee.look("suggestion")
    mentee.press("Yes, I would like to start")
    mentee.press(pairing.NOT_IN_LINE)
    mentee.is_told(pairing.BEGUN)


def the_others_say_yes(walk: Walk) -> None:
    for address in walk.line.mentees[1:]:
        pairing.say_yes_to_all(walk.line, address)
