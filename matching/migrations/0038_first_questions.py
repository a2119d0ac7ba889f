"""A question before an answer to a suggestion. It is there only while the suggestion is open, raw SQL included."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import mentoring.lib.crypto

# Whoever writes a question waits for whoever ends its suggestion, and the other way round.
WHILE_OPEN = """
CREATE FUNCTION matching_first_question_while_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'matching_proposal' THEN
        PERFORM FROM matching_firstquestion question JOIN matching_proposalside side ON side.id = question.asked_by_id
        WHERE side.proposal_id = NEW.id;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    ELSE
        PERFORM FROM matching_proposal proposal JOIN matching_proposalside side ON side.proposal_id = proposal.id
        WHERE side.id = NEW.asked_by_id AND proposal.status = 'sent' FOR SHARE OF proposal;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE check_violation USING MESSAGE = 'A question is there only while its suggestion is open.',
        CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE CONSTRAINT TRIGGER first_question_while_open AFTER INSERT OR UPDATE OF asked_by_id ON matching_firstquestion
FOR EACH ROW EXECUTE FUNCTION matching_first_question_while_open();
CREATE CONSTRAINT TRIGGER first_question_while_open AFTER UPDATE OF status ON matching_proposal
FOR EACH ROW WHEN (OLD.status = 'sent' AND NEW.status <> 'sent')
EXECUTE FUNCTION matching_first_question_while_open();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0037_ranking")]

    operations = [
        migrations.CreateModel(
            name="FirstQuestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "words",
                    mentoring.lib.crypto.EncryptedTextField(label="first question words", verbose_name="question"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "answer",
                    mentoring.lib.crypto.EncryptedTextField(
                        label="first question answer", null=True, verbose_name="answer"
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="matching.proposalside",
                        verbose_name="asked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question before an answer",
                "verbose_name_plural": "questions before an answer",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("asked_by",), name="first_question_one_open"
                    ),
                    models.UniqueConstraint(fields=("asked_by", "number"), name="first_question_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__in", [1, 2])), name="first_question_two_at_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", True), ("answered_at", None)),
                            models.Q(("answer__isnull", False), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="first_question_answer_has_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WHILE_OPEN, "DROP FUNCTION matching_first_question_while_open() CASCADE"),
    ]
