"""All steps in their order."""

from tests.flows.line import company, ending, pairing, survey, together
from tests.flows.line.people import Line, Step

STEPS: list[Step] = [
    company.import_the_people,
    company.refuse_a_wrong_file,
    company.invite_three_departments,
    company.name_the_first_coordinator,
    company.name_the_analyst,
    company.set_up_the_programme,
    company.open_registration,
    pairing.register,
    pairing.refuse_a_place_without_a_skill,
    pairing.approve_the_places,
    pairing.find_pairs,
    pairing.send_the_suggestions,
    pairing.ask_something_first,
    pairing.say_yes,
    pairing.choose_the_pair_to_follow,
    together.read_the_lines,
    together.refuse_a_wrong_date,
    together.plan_a_session,
    together.move_the_session,
    together.log_the_session,
    together.agree,
    together.keep_a_note,
    together.keep_words_together,
    together.set_a_goal,
    survey.wait_for_the_survey,
    survey.look_without_changing_anything,
    survey.refuse_an_altered_link,
    survey.refuse_a_link_whose_time_is_over,
    survey.answer_all_but_one,
    survey.remind_the_one,
    survey.close_the_survey,
    ending.ask_for_someone_else,
    ending.bring_the_round_to_its_end,
    ending.look_back,
    ending.close_the_cohort,
    survey.read_the_report,
    survey.count_the_mails,
]


def walk(line: Line) -> None:
    """To the end, once: whoever comes later finds it done, or broken off."""
    if line.reached == len(STEPS):
        return
    assert not line.began, f"The line broke off at {STEPS[line.reached].__name__}; the first failure says why."
    line.began = True
    for step in STEPS:
        step(line)
        line.reached += 1
