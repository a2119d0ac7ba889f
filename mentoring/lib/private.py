"""The private fields of the product, written out: what nobody reads but those it was written for.

Every field that is encrypted stands here, by model label and name, and no other. The tests hold this list against the
models and look for these words in pages of the office, mails, logs, Redis and dumps of the database.
"""

PRIVATE_FIELDS = {
    "agreements.Action": ("words",),
    "agreements.MentorshipKey": ("key",),
    "agreements.Note": ("body",),
    "agreements.SharedNote": ("body",),
    "feedback.Draft": ("answers",),
    "feedback.Goal": ("sentence", "where_now", "what_good"),
    "feedback.GoalReview": ("words",),
    "matching.Exclusion": ("excluded",),
    "matching.FirstQuestion": ("words", "answer"),
    "matching.Membership": ("wish",),
    "matching.ProposalSide": ("later",),
    "matching.Ranking": ("named",),
    "matching.RunEvidence": ("packed", "suggestions"),
    "programmes.Enrolment": ("aims", "answer_words"),
    "programmes.PlaceDraft": ("answers",),
    "outbox.OutgoingMessage": ("mail_subject", "text", "html", "attachments"),
    "participants.ImportDraft": ("content",),
    "participants.ProfileDraft": ("answers",),
}
