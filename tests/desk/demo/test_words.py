"""What the invented people say."""

from mentoring.desk.demo.words import about_me
from participants.own_words import LONGEST_ABOUT_ME


def test_no_two_of_many_people_say_the_same_of_themselves():
    said = [about_me(number) for number in range(126)]

    assert len(set(said)) == 126
    assert all(10 < len(each) <= LONGEST_ABOUT_ME for each in said)
