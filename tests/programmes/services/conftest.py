import pytest

from mentoring.lib import registry
from programmes.signals import cohort_closed, enrolment_withdrawn


@pytest.fixture
def asked_to_the_right(monkeypatch):
    """Let one test say what the apps to the right miss before a stage."""
    question = registry.Question("What is missing?")
    monkeypatch.setattr(registry, "missing_for_stage", question)
    return question.answered_by


@pytest.fixture
def heard():
    """What the two signals said, in order."""
    said = []

    def listen(sender, signal, **kwargs):
        said.append(kwargs)

    for signal in (cohort_closed, enrolment_withdrawn):
        signal.connect(listen)
    yield said
    for signal in (cohort_closed, enrolment_withdrawn):
        signal.disconnect(listen)
