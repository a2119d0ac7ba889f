"""The one door: an address, then the code that was mailed to it. allauth's other pages stay shut.

There is no sign-up, no password and no change of address here; the names are those that allauth looks up.
"""

from allauth.account import views as allauth_views
from django.urls import path

from mentoring.accounts import views

urlpatterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("login/code/", allauth_views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.enter_code, name="account_confirm_login_code"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
]
