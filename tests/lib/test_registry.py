from mentoring.lib.registry import Question


def test_question_gathers_every_answer_in_order():
    question = Question("How much?")
    question.answered_by(lambda number: number + 1)
    question.answered_by(lambda number: number * 2)

    assert list(question.ask(5)) == [6, 10]


def test_answer_registered_twice_counts_once():
    question = Question("How much?")

    def answer():
        return 1

    question.answered_by(answer)
    question.answered_by(answer)

    assert list(question.ask()) == [1]


def test_question_without_answers_is_silent():
    assert list(Question("Anybody?").ask()) == []
