"""The product as it is served while its pages are measured, and beside it a bare page, which no installation has."""

HOST = "localhost"
BARE, FRAMED = "/bare/", "/bare/framed/"
# What `django-admin startproject` writes down.
DJANGOS_OWN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
