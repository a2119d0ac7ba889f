"""allauth's forms of the second step in our words, with every wrong code counted."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.forms.counted import counted
from mentoring.accounts.forms.sign_in import word

CODE_REQUIRED = _("Please enter a code.")


class CountedCode:
    """The field of a code of the app, or a recovery code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "code", _("Code of your app, or a recovery code"), required=CODE_REQUIRED)

    def clean_code(self):
        with counted(self.user.email):
            return super().clean_code()


class AuthenticateForm(CountedCode, base_forms.AuthenticateForm):
    """When signing in."""


class ReauthenticateForm(CountedCode, base_forms.ReauthenticateForm):
    """Before something that matters."""


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "code", _("Code that the app shows now"), required=CODE_REQUIRED)


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "name", _("A name for it"), help_text=_("Such as the device it lives on."))
        word(
            self,
            "passwordless",
            _("Sign in with it alone"),
            help_text=_("Without a code from the mail. It then asks for your finger, your face or its PIN."),
        )
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "name", _("A name for it"), required=_("Please give it a name."))
