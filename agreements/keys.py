"""The key under which the words of one pair are written, and what it means to erase it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship
from mentoring.lib.crypto import EncryptedTextField, Undecipherable, data_key


class MentorshipKey(models.Model):
    """The data key of one pair, sealed under the installation's keys; what it wrote is unreadable once it is erased."""

    mentorship = models.OneToOneField(
        Mentorship,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="words_key",
        verbose_name=_("mentorship"),
    )
    key = EncryptedTextField(label="agreements.mentorship_key.key", null=True)
    made_at = models.DateTimeField(_("made at"))
    erased_at = models.DateTimeField(_("erased at"), null=True)

    class Meta:
        verbose_name = _("key of a pair")
        verbose_name_plural = _("keys of pairs")
        constraints = [
            models.CheckConstraint(
                condition=Q(key__isnull=True, erased_at__isnull=False) | Q(key__isnull=False, erased_at__isnull=True),
                name="mentorship_key_until_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%d %b %Y}"


def key_of(mentorship: Mentorship) -> bytes:
    """The data key of a pair; raises Undecipherable where it is missing, erased, or closed to this installation.

    Costs no query where `words_key` came along.
    """
    try:
        text = mentorship.words_key.key
    except MentorshipKey.DoesNotExist as error:
        raise Undecipherable("This pair has no key for its words.") from error
    if text is None:
        raise Undecipherable("The key for the words of this pair was erased.")
    return data_key(text)


def is_locked(mentorship: Mentorship, *, has_words: bool) -> bool:
    """Whether words can be neither opened nor written: the key is closed to this installation, or missing where a
    page `has_words` that it should open. A pair that wrote nothing yet has none, and gets one with its first word.

    Costs no query where `words_key` came along.
    """
    try:
        is_closed = mentorship.words_key.erased_at is None
    except MentorshipKey.DoesNotExist:
        is_closed = False
    return (is_closed or has_words) and not has_key(mentorship)


def has_key(mentorship: Mentorship) -> bool:
    """Whether words of this pair can be read and written at the moment."""
    try:
        key_of(mentorship)
    except Undecipherable:
        return False
    return True
