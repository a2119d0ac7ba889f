"""Addresses of the office, and what its pages hold."""

from django.contrib.messages import get_messages
from django.urls import reverse


def address(model, page, *args, **query):
    return reverse(f"admin:programmes_{model._meta.model_name}_{page}", args=args, query=query)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def rows(response):
    return set(response.context["cl"].queryset)
