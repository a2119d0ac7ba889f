"""R25, the other methods: none shows or does more than opening a page, whoever asks."""

import pytest
from django.core.cache import cache

from tests.access_more.asking import TABLE, Asker, all_of, asked_as, shares, undone
from tests.access_more.private_words import write_private_words
from tests.flows.readable import can_be_read_in
from tests.test_safe_methods import contents

MIGHT_ACT = ("PUT", "DELETE")
METHODS = (*MIGHT_ACT, "PATCH", "OPTIONS", "TRACE")


@pytest.mark.parametrize("names", shares(of=30))
def test_other_methods_show_and_do_no_more_than_opening_the_page(names, cast):
    write_private_words(cast.mentorship)
    asker, wrong = Asker(cast), {}
    for name in names:
        with undone():
            url = TABLE[name].url(name, cast)
            before = contents()
            for number, role in enumerate(asked_as(name)):
                cache.clear()
                answers = wrongly_told(asker, role, url, name, MIGHT_ACT if number else METHODS)
                wrong |= {f"{method} {name} as {role}": told for method, told in answers}
            if changed := {table for table, found in contents().items() if found != before[table]}:
                wrong[f"left by {name}"] = changed

    assert wrong == {}


def wrongly_told(asker, role, url, name, methods):
    """Each method that answers as it should not, and what."""
    for method in methods:
        answer = asker.ask(role, method, url)
        if answer.status_code >= 500 or (answer.status_code == 200 and can_be_read_in(all_of(answer))):
            yield method, answer.status_code
    cache.clear()
    head = asker.ask(role, "HEAD", url)
    # The table's answer, or that of this moment: some links are good once.
    if head.status_code not in (TABLE[name].GET[role], 405) and head.status_code != asker.status(role, "GET", url):
        yield "HEAD", head.status_code


def test_private_words_are_on_the_page_that_is_asked_for(cast):
    """What the others must not show does stand there."""
    write_private_words(cast.mentorship)
    name = "desk:mentorship-detail"
    url = TABLE[name].url(name, cast)

    assert can_be_read_in(all_of(Asker(cast).ask("mentor", "GET", url)))
