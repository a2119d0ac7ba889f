"""How allauth keeps second steps here: secrets encrypted, passkeys bound to the host of the site's own address."""

import base64
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User
from mentoring.lib.crypto import seal, unseal

LABEL = "accounts.second_step.secret"
SECRETS = ("secret", "seed")  # what allauth keeps sealed in the data of a second step


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Please check the code: it is not the right one."),
    }

    def encrypt(self, text: str) -> str:
        """allauth gives the secret without its row, so it is bound to the field alone."""
        return base64.b64encode(seal(text, label=LABEL, row_id="")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), label=LABEL, row_id="")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": gettext("Mentoring")}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": number + 1} if number else gettext("My passkey")
