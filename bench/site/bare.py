from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template

from programmes.models import Programme

PAGE = Template("<!doctype html><html lang=en><title>{{ name }}</title><h1>{{ name }}</h1><p>A page.</p></html>")


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Who is signed in costs two queries anywhere; this page asks one more."""
    name = Programme.objects.values_list("name", flat=True).first()
    return HttpResponse(PAGE.render(Context({"name": name})))
