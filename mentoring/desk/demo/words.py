"""What the invented people write: goals, how far they came, notes of their sessions, and what they want to do."""

ABOUT_ME = (
    "I came here from a very different trade and remember well what it is like to begin again.",
    "Two children, one allotment, many spreadsheets. I like to think aloud over a walk.",
    "I have led projects in four countries. Ask me about the ones that went wrong.",
    "I am quiet in large rooms and good at listening in small ones.",
    "I began here as a trainee and have worked in three departments since.",
    "A good question helps me more than a good answer. I try to pass that on.",
    "I repair bicycles at the weekend and processes during the week.",
    "I took two years off for my family and found my way back in.",
    "Plans on one page, please. Everything else we work out as we go.",
    "I learned most from the people who told me kindly that I was wrong.",
    "I moved here with one suitcase and a language course. It gets easier.",
    "I sing in a choir: one hears a lot when one waits for one's own part.",
    "Numbers are my trade, people are what keeps me here.",
    "I used to say yes to everything. Now I ask what can be left out.",
    "I like to be asked early, when there is still something to decide.",
    "I write things down to find out what I think. You may read along.",
    "I have changed my mind about leading people twice, and enjoy it now.",
    "I cook for ten on Sundays and am used to things not going as planned.",
)
# What the others say after one of these, so that no two say the same.
AND_ALSO = (
    "Tell me what you would like to be different in a year.",
    "I am best in the morning and honest all day.",
    "A call is fine, a coffee is better.",
    "I keep to myself what I hear.",
    "I look forward to being asked something new.",
    "Half an hour is often enough.",
)

# The sentence, where somebody stands now, and what good would look like.
Goal = tuple[str, str, str]

# By what the mentee would like to learn, in three wordings each; whoever wishes for anything else takes the last ones.
GOALS: tuple[tuple[tuple[str, ...], tuple[Goal, Goal, Goal]], ...] = (
    (
        ("presenting-to-a-large-room", "building-confidence", "running-good-meetings"),
        (
            ("Present our plans to the board.", "I avoid the stage.", "I speak for ten minutes and take questions."),
            ("Speak up early in large meetings.", "I wait until it is over.", "My point is made in the first half."),
            (
                "Chair the monthly planning meeting.",
                "It runs over, and few speak.",
                "We end on time, and everybody knows what comes next.",
            ),
        ),
    ),
    (
        ("planning-a-project", "setting-priorities", "analysing-data"),
        (
            (
                "Lead a project across two departments.",
                "I have led small ones.",
                "Both departments would do it again.",
            ),
            ("Say no to what can wait.", "I begin everything at once.", "Three things at a time, and they get done."),
            (
                "Show with figures what our changes bring.",
                "I go by my feeling.",
                "One page of numbers that the team asks for.",
            ),
        ),
    ),
    (
        ("giving-feedback", "leading-a-team-for-the-first-time", "delegating-well"),
        (
            (
                "Lead my first team well.",
                "I do most things myself.",
                "Everybody hears from me each week how it goes.",
            ),
            ("Hand over work and leave it there.", "I take it back too soon.", "Two tasks a month are wholly theirs."),
            (
                "Give feedback on the day, not at the end of the year.",
                "I save it up.",
                "People come and ask me for more.",
            ),
        ),
    ),
    (
        ("negotiating", "handling-disagreement"),
        (
            (
                "Agree next year's terms with our largest partner.",
                "I give in too early.",
                "Both sides are glad to sign.",
            ),
            (
                "Disagree with a colleague and stay on good terms.",
                "I go quiet.",
                "We say what we think and have lunch after it.",
            ),
            (
                "Ask for the budget that my project needs.",
                "I ask for what I will get.",
                "I name a number and explain it.",
            ),
        ),
    ),
    (
        ("planning-the-next-step", "moving-to-another-field", "building-a-network-at-work"),
        (
            (
                "Decide on my next step.",
                "I do not know what I want.",
                "I have spoken with three people who do that work.",
            ),
            ("Know people beyond my own floor.", "I know my team.", "Somebody to ask in each department."),
            (
                "Find out whether another field suits me.",
                "I have only read about it.",
                "Two weeks spent with that team, and a decision.",
            ),
        ),
    ),
)
# By the level, from "much less than hoped for" to "much more".
REVIEWS = {
    -2: (
        "Other work came first every time.",
        "Harder than I thought. We will cut it into smaller steps.",
        "I have not begun, and know better why.",
        "The chance I was waiting for did not come.",
    ),
    -1: (
        "A first try, and a long way to go.",
        "It went well once and not the second time.",
        "I know what to do, and still put it off.",
        "Slower than I wanted, but it moves.",
    ),
    0: (
        "Saying it aloud to somebody helped.",
        "As I had hoped, with a good deal of practice.",
        "I can do it now without thinking about it for days before.",
        "My team noticed before I did.",
        "Done. Now it has to become a habit.",
    ),
    1: (
        "It was easier than I feared.",
        "I was asked to do it again.",
        "Two colleagues want to try the same.",
        "Better than I hoped, thanks to one good question.",
    ),
    2: (
        "Half a year ago I would not have believed it.",
        "I now show others how to do it.",
        "It changed what I want to do next.",
    ),
}
NOTES = (
    "A good first hour. Ask next time what has changed since.",
    "Knows more than they think. Leave longer pauses.",
    "We talked about the new role for most of it. Bring my own story of the first year.",
    "Careful with advice: questions worked better today.",
    "Sleep on the idea of a swap of desks for two weeks; whom could I ask?",
    "Much about others, little about themselves. Begin there next time.",
    "Tired today. A shorter session next time, perhaps a walk.",
)
SHARED_NOTES = (
    "We want to look at one real meeting each time: what went well, and what to try next.",
    "Begin each time with ten minutes of what has happened since, and end with one thing to try.",
    "Three subjects for the coming months: saying no, speaking to many, and whom to know.",
    "We keep to one subject a session, and write here what we agreed to do.",
    "What helps: plain words, examples of one's own, and no slides.",
    "We meet away from the desk whenever we can. Whoever has news writes it here before.",
)
# What a mentor does for a mentee, and what mentees want to try.
MENTOR_ACTIONS = (
    "Send the two names I mentioned.",
    "Look for the talk I spoke of and send the link.",
    "Ask the planning team whether a guest may sit in.",
    "Introduce you to somebody who made the same move.",
    "Read your draft and mark three places.",
    "Lend you the book about meetings.",
    "Find out when the next training has places.",
)
MENTEE_ACTIONS = (
    "Ask to lead one agenda point in the next team meeting.",
    "Write down three things that went well this week.",
    "Speak with my manager about time for this.",
    "Hand over the monthly figures, and leave them there.",
    "Invite somebody from another department for a coffee.",
    "Rehearse the first two minutes aloud.",
    "Say no once, with a reason.",
    "Draw up the project on one page.",
    "Ask two colleagues what I should do more of.",
)


def goals_of(slug: str) -> tuple[Goal, Goal, Goal]:
    """What somebody who wishes for this sets out to do."""
    return next((goals for slugs, goals in GOALS if slug in slugs), GOALS[-1][1])


def about_me(number: int) -> str:
    """What the person of this number, from 0 on, says of themselves: of 126 people in a row no two say the same."""
    before, place = divmod(number, len(ABOUT_ME))
    more = ("", *AND_ALSO)[before % (len(AND_ALSO) + 1)]
    return f"{ABOUT_ME[place]} {more}".strip()
