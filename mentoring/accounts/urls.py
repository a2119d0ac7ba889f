"""The one door, and what people may do with their own accounts.

The names are those that allauth looks up. Nobody signs up by themselves, and an address is changed elsewhere: with a
day's notice to the old one. What changes how somebody signs in asks for a fresh proof first, of those too whom allauth
would not ask.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from mentoring.accounts.forms.sign_in import PasswordSignInForm
from mentoring.accounts.proof import for_changes_of_account, fresh_proof
from mentoring.accounts.views import account, changes, mails, proof, sign_in
from mentoring.accounts.views.second_steps import own_second_steps

with_proof = fresh_proof(for_changes_of_account)
sign_in_with_password = allauth_views.LoginView.as_view(
    form_class=PasswordSignInForm, template_name="account/login_password.html"
)

door = [
    path("login/", allauth_views.login, name="account_login"),
    path("login/code/", allauth_views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", sign_in.enter_code, name="account_confirm_login_code"),
    path("login/password/", sign_in_with_password, name="account_login_password"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("address-changes/<str:token>/", changes.stop_email_change, name="account_email_change_stop"),
    path("mails/<slug:topic>/<str:token>/", mails.fewer_mails, name="account_fewer_mails"),
    path(
        "second-step-removals/<str:token>/",
        changes.stop_second_step_removal,
        name="account_second_step_removal_stop",
    ),
]

proofs = [
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", proof.ProveByCodeView.as_view(), name="account_reauthenticate_code"),
    path("reauthenticate/second-step/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]

own_account = [
    path("", account.AccountView.as_view(), name="account"),
    path("mails/", mails.MailsView.as_view(), name="account_mails"),
    path("password/set/", with_proof(allauth_views.password_set), name="account_set_password"),
    path("password/change/", with_proof(allauth_views.password_change), name="account_change_password"),
    path("address-changes/<uuid:pk>/stop/", changes.stop_own_email_change, name="account_email_change_stop_own"),
    path(
        "second-step-removals/<uuid:pk>/stop/",
        changes.stop_own_second_step_removal,
        name="account_second_step_removal_stop_own",
    ),
    path("sessions/", account.SessionsView.as_view(), name="usersessions_list"),
    path("sessions/<int:pk>/end/", account.end_session, name="usersessions_end"),
    path("two-step/", account.TwoStepView.as_view(), name="mfa_index"),
    path("two-step/app/", with_proof(own_second_steps(totp.activate_totp)), name="mfa_activate_totp"),
    path("two-step/app/remove/", with_proof(own_second_steps(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("two-step/recovery-codes/", with_proof(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "two-step/recovery-codes/new/",
        with_proof(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("two-step/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("two-step/passkeys/add/", with_proof(own_second_steps(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path("two-step/passkeys/<int:pk>/", with_proof(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "two-step/passkeys/<int:pk>/remove/",
        with_proof(own_second_steps(webauthn.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
]

urlpatterns = [*door, *proofs, *own_account]
