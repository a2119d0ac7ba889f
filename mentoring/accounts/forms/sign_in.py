"""allauth's forms in our words, with every wrong answer counted."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.forms.counted import counted
from mentoring.accounts.waiting import waiting_address

LENGTH_WORDS = _("At least 12 characters. A few words that go together for you alone are good, and easy to type.")


def word(form: forms.Form, name: str, label: Any, *, help_text: Any = "", required: Any = "", mark: str = "") -> None:
    """Give a field of allauth our words, and take the hint out of the input: it is gone once one types."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    if required:
        field.error_messages["required"] = required
    if mark:
        field.widget.attrs["autocomplete"] = mark


class PasswordSignInForm(allauth_forms.LoginForm):
    """The second way in: the address and a password. The adapter counts the tries."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(
            self,
            "login",
            _("Your work e-mail address"),
            required=_("Please enter your work e-mail address."),
            mark="username",
        )
        word(self, "password", _("Password"), required=_("Please enter your password."))

    def _setup_password_field(self):
        """allauth takes the field out where nobody can sign up with a password, which nobody can here."""


class SignInCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "code", _("Code"), required=_("Please enter the code from the mail."))

    def clean_code(self):
        with counted(waiting_address()):
            return super().clean_code()


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "email", _("Your work e-mail address"), required=_("Please enter your work e-mail address."))


class NewPasswordWords:
    """The two fields of a new password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "password1", _("New password"), help_text=LENGTH_WORDS, required=_("Please choose a password."))
        word(self, "password2", _("The same once more"), required=_("Please enter the new password once more."))


class ResetPasswordKeyForm(NewPasswordWords, allauth_forms.ResetPasswordKeyForm):
    """A new password by the link from a mail."""


class SetPasswordForm(NewPasswordWords, allauth_forms.SetPasswordForm):
    """A first password."""


class ChangePasswordForm(NewPasswordWords, allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "oldpassword", _("Your current password"), required=_("Please enter your current password."))

    def clean_oldpassword(self):
        with counted(self.user.email):
            return super().clean_oldpassword()


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters. The adapter counts the tries."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, "password", _("Password"), required=_("Please enter your password."))


class ProofCodeForm(allauth_forms.BaseConfirmCodeForm):
    """The code that somebody signed in gets to prove who they are."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        word(self, "code", _("Code"), required=_("Please enter the code from the mail."))

    def clean_code(self):
        with counted(self.user.email):
            return super().clean_code()
