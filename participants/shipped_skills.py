"""The skills a new installation starts with, by category. Each is loaded once; from then on it is the company's own."""

from collections.abc import Mapping, Sequence

SHIPPED_SKILLS: Mapping[str, Sequence[str]] = {
    "Leading people": (
        "Leading a team for the first time",
        "Delegating well",
        "Giving feedback",
        "Hiring and welcoming people",
        "Leading people you do not see every day",
    ),
    "Speaking and writing": (
        "Presenting to a large room",
        "Writing so that it is read",
        "Running good meetings",
        "Telling a story with numbers",
        "Explaining technical things plainly",
    ),
    "Working with others": (
        "Handling disagreement",
        "Negotiating",
        "Building a network at work",
        "Working across cultures",
        "Winning people over without authority",
    ),
    "Managing yourself": (
        "Setting priorities",
        "Saying no kindly",
        "Building confidence",
        "Balancing work and life",
        "Returning after a long absence",
    ),
    "Career": (
        "Planning the next step",
        "Moving to another field",
        "Becoming known for your work",
        "Preparing for a senior role",
        "Working towards a qualification",
    ),
    "Business and customers": (
        "Understanding how the company earns money",
        "Listening to customers",
        "Selling complex products",
        "Reading a balance sheet",
        "Planning a budget",
    ),
    "Projects and change": (
        "Planning a project",
        "Leading a project without line authority",
        "Guiding people through change",
        "Finding and weighing risks",
        "Improving how work flows",
    ),
    "Technology and data": (
        "Analysing data",
        "Programming",
        "Designing systems",
        "Using artificial intelligence well",
        "Keeping information secure",
    ),
}
