"""What the coordinator does in the programme office before and after the pairs are found."""

from playwright.sync_api import expect

from tests.browser.line.walk import Walk
from tests.flows.line import company
from tests.flows.line.people import COHORT

PURPOSE = {
    "Purpose": "Learn from somebody who has been there.",
    "HR contact": "Hana Ruiz",
    "E-mail address of the HR contact": "hana.ruiz@mail.example",
}


def set_up_the_programme(walk: Walk) -> None:
    carla, line = walk.coordinator, walk.line
    carla.look("home")
    carla.follow_menu("Programme office")
    carla.look("office")
    carla.main.get_by_role("link", name="Programmes", exact=True).click()
    carla.follow("Add programme")
    carla.look("programme-choose")
    carla.follow("Begin with an empty form")
    carla.look("programme-add")
    carla.press("Save", {"Name": line.programme})
    carla.reads_heading("Add cohort")
    carla.look("cohort-add")
    carla.press("Save", {"Name": COHORT})
    carla.follow(f"{line.programme}, {COHORT}")
    line.cohort_page = carla.page.url


def mend_what_is_missing(walk: Walk) -> None:
    carla = walk.coordinator
    for reason in company.REASONS:
        carla.reads(reason)
    expect(carla.main.get_by_role("button", name="Open registration")).to_be_disabled()
    carla.look("cohort-incomplete")
    carla.follow("Fix this")
    carla.look("programme")
    carla.press("Save", PURPOSE)
    carla.go(walk.line.cohort_page)
    carla.press("Save", {label: company.in_days(days) for label, days in company.COHORT_DATES.items()})
    carla.go(walk.line.cohort_page)
    expect(carla.main.get_by_text("Missing", exact=True)).to_have_count(0)
    carla.look("cohort-ready")


def open_registration(walk: Walk) -> None:
    carla = walk.coordinator
    carla.follow("Open registration")
    carla.look("open")
    assert company.stage(walk.line) == "draft"
    carla.press("Open registration")
    carla.reads("Registration is open.")
    carla.look("cohort-open")


def read_the_requests(walk: Walk) -> None:
    carla = walk.coordinator
    carla.go()
    carla.reads(f"{len(walk.line.taking_part)} requests for a place wait for you")
    carla.look("home-requests")
    carla.go(walk.line.cohort_page)
    carla.follow("Read and answer")
    carla.look("places")
    carla.follow(walk.mentee_name)
    carla.reads("Waits for you")
    carla.look("place")
    carla.page.go_back()


def approve_them_all(walk: Walk) -> None:
    carla, count = walk.coordinator, len(walk.line.taking_part)
    carla.main.get_by_role("checkbox", name="Select all").check()
    carla.main.get_by_role("combobox", name="With the selected").select_option("Approve the chosen places")
    carla.reads(f"{count} of {count} selected")
    carla.look("places-chosen")
    carla.press("Go")
    carla.reads_heading(f"Approve {count} places?")
    carla.look("places-approve")
    carla.press("Approve")
    carla.reads(f"{count} places approved.")
    carla.look("places-approved")


def close_the_cohort(walk: Walk) -> None:
    carla = walk.coordinator
    carla.go(walk.line.cohort_page)
    carla.look("cohort-running")
    carla.follow("Start closing")
    carla.look("end")
    carla.press("Start closing", {"Reason": "Everybody has met often enough."})
    carla.reads("The cohort is coming to its end.")
    carla.look("cohort-closing")
    carla.follow("Close the cohort")
    carla.look("close")
    assert company.stage(walk.line) == "closing"
    carla.press("Close the cohort")
    carla.reads("The cohort is closed.")
    carla.look("cohort-closed")
