"""Whether the keys of this installation open what was written."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from mentoring.health.findings import Findings, broken, listed, ok
from mentoring.lib.crypto import EncryptedTextField, Undecipherable
from mentoring.lib.keys import parse_ring

ROWS = 3  # of each field


def keys() -> Findings:
    try:
        ring = parse_ring(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        yield broken("keys", f"{error} Without the right keys private text stays closed.")
        return
    yield ok("keys", f"{len(ring)} named, and “{ring[0][0]}” encrypts.")


def sample() -> Findings:
    """Opens a few rows of each encrypted field and forgets what they say."""
    fields = encrypted_fields()
    closed = [field.label for model, field in fields if not opens(model, field)]
    if closed:
        yield broken(
            "private text",
            f"FIELD_KEYS does not open what was written ({listed(closed)}). Bring back the keys that were used; "
            "until then nothing is lost, and nothing can be read.",
        )
    else:
        yield ok("private text", f"A sample of each of {len(fields)} fields opens.")


def encrypted_fields() -> list[tuple[type[Model], EncryptedTextField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def opens(model: type[Model], field: EncryptedTextField) -> bool:
    rows = model._base_manager.filter(**{f"{field.name}__isnull": False}).only("pk", field.name).order_by("-pk")[:ROWS]
    try:
        for row in rows:
            getattr(row, field.attname)
    except Undecipherable:
        return False
    return True
