"""What keeps an answer apart from whoever gave it: a key that lies outside the database."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def draft_key(invitation_id: UUID) -> str:
    """The name under which the answers to an invitation are kept while the survey is open (64 hex digits)."""
    return hmac.new(settings.SURVEY_KEY.encode(), invitation_id.bytes, hashlib.sha256).hexdigest()
