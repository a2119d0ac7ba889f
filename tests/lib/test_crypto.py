import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.serializers import serialize
from django.db import connection, transaction
from django.db.models import Value
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.models import Note
from mentoring.lib import clock
from mentoring.lib.crypto import (
    Sealed,
    Undecipherable,
    data_key,
    key_ring,
    keyed_digest,
    new_data_key,
    seal,
    seal_under,
    unseal,
    unseal_under,
)

OLD_KEY = "old:MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
NEW_KEY = "new:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="
LABEL = "agreements.note.body"


@pytest.fixture
def write(cast):
    """A note of the mentor, read again from the database."""

    def written(body: str) -> Note:
        note = Note.objects.create(mentorship=cast.mentorship, author=cast.mentor, body=body, written_at=clock.now())
        return Note.objects.get(pk=note.pk)

    return written


def stored(note: Note) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM agreements_note WHERE id = %s", [note.pk])
        return bytes(cursor.fetchone()[0])


def store(note: Note, body: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agreements_note SET body = %s WHERE id = %s", [body, note.pk])


@settings(deadline=None, derandomize=True)
@given(text=st.text())
def test_unseal_gives_back_any_text(text):
    assert unseal(seal(text, label=LABEL, row_id="1"), label=LABEL, row_id="1") == text


def test_keyed_digest_is_the_same_for_the_same_text_label_and_key_alone():
    digests = {
        keyed_digest(text, label=label) for text, label in (("one", "a"), ("one", "a"), ("other", "a"), ("one", "b"))
    }
    with override_settings(FIELD_KEYS=[NEW_KEY, OLD_KEY]):
        under_another = keyed_digest("one", label="a")

    assert len({*digests, under_another}) == 4
    assert {len(digest) for digest in digests} == {64}


def test_seal_never_writes_the_same_twice():
    first, second = (seal("the same", label=LABEL, row_id="1") for _ in range(2))

    assert first != second


def test_sealed_text_has_no_readable_form():
    sealed = seal("private", label=LABEL, row_id="1")

    assert (str(sealed), repr(sealed), f"{sealed}") == ("<sealed text>",) * 3


@pytest.mark.parametrize(("label", "row_id"), [("outbox.message.text", "1"), (LABEL, "2")])
def test_unseal_elsewhere_is_refused(label, row_id):
    sealed = seal("private", label=LABEL, row_id="1")

    with pytest.raises(Undecipherable):
        unseal(sealed, label=label, row_id=row_id)


def test_unseal_refuses_any_changed_byte():
    sealed = seal("private", label=LABEL, row_id="1")

    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Undecipherable):
            unseal(bytes(changed), label=LABEL, row_id="1")


@settings(deadline=None, derandomize=True)
@given(length=st.integers(0, 60))
def test_unseal_refuses_a_text_cut_short(length):
    sealed = seal("private", label=LABEL, row_id="1")

    with pytest.raises(Undecipherable):
        unseal(sealed[: min(length, len(sealed) - 1)], label=LABEL, row_id="1")


def test_unseal_under_another_key_is_refused(settings):
    settings.FIELD_KEYS = [OLD_KEY]
    sealed = seal("private", label=LABEL, row_id="1")
    settings.FIELD_KEYS = [OLD_KEY.replace("MDAw", "MDAx")]

    with pytest.raises(Undecipherable):
        unseal(sealed, label=LABEL, row_id="1")


def test_unseal_without_the_key_is_refused(settings):
    settings.FIELD_KEYS = [OLD_KEY]
    sealed = seal("private", label=LABEL, row_id="1")
    settings.FIELD_KEYS = [NEW_KEY]

    with pytest.raises(Undecipherable):
        unseal(sealed, label=LABEL, row_id="1")


def test_first_key_encrypts_and_all_decrypt(settings):
    settings.FIELD_KEYS = [OLD_KEY]
    before = seal("written before", label=LABEL, row_id="1")
    settings.FIELD_KEYS = [NEW_KEY, OLD_KEY]
    after = seal("written after", label=LABEL, row_id="1")

    opened = [unseal(sealed, label=LABEL, row_id="1") for sealed in (before, after)]

    assert opened == ["written before", "written after"]
    assert after[2:5] == b"new"


@pytest.mark.parametrize("ring", [[], ["short:c2hvcnQ="], [OLD_KEY.removeprefix("old")]])
def test_key_ring_without_a_proper_key_is_refused(settings, ring):
    settings.FIELD_KEYS = ring

    with pytest.raises(ImproperlyConfigured):
        key_ring()


def test_field_keeps_ciphertext_and_gives_text(write):
    note = write("My own thought")

    assert note.body == "My own thought"
    assert b"thought" not in stored(note)


def test_field_swapped_between_rows_does_not_open(write):
    mine, other = write("mine"), write("other")
    store(mine, stored(other))

    with pytest.raises(Undecipherable):
        _ = Note.objects.get(pk=mine.pk).body


def test_field_that_does_not_open_is_not_overwritten_by_a_save(write):
    mine, other = write("mine"), write("other")
    store(mine, stored(other))
    before = stored(mine)

    damaged = Note.objects.get(pk=mine.pk)
    damaged.written_at = clock.now()
    damaged.save()

    assert stored(mine) == before


def test_field_deferred_opens_when_it_is_read(write):
    note = write("later")

    assert Note.objects.defer("body").get(pk=note.pk).body == "later"


def test_field_changed_on_the_object_is_sealed_anew(write):
    note = write("first")
    before = stored(note)

    note.body = "second"
    note.save(update_fields=["body"])

    assert Note.objects.get(pk=note.pk).body == "second"
    assert stored(note) != before


def test_update_is_refused(write):
    note = write("kept")

    with pytest.raises(TypeError, match="encrypted for its row"), transaction.atomic():
        Note.objects.update(body="in clear")

    assert Note.objects.get(pk=note.pk).body == "kept"


def test_bulk_update_is_refused(write):
    note = write("kept")
    note.body = "in clear"

    with pytest.raises(TypeError, match="encrypted for its row"), transaction.atomic():
        Note.objects.bulk_update([note], ["body"])


@pytest.mark.parametrize("lookup", ["body", "body__contains", "body__startswith", "body__in"])
def test_filter_is_refused(write, lookup):
    write("findable")

    with pytest.raises(FieldError):
        Note.objects.filter(**{lookup: "findable"})


def test_isnull_is_allowed(write):
    write("there")

    assert Note.objects.filter(body__isnull=False).count() == 1


def test_values_give_nothing_readable(write):
    write("unreadable")

    (value,) = Note.objects.values_list("body", flat=True)

    assert isinstance(value, Sealed)
    assert b"unreadable" not in bytes(value)


def test_annotation_with_a_clear_value_stays_out_of_the_field(write):
    write("kept")

    annotated = Note.objects.annotate(other=Value("clear")).get()

    assert annotated.body == "kept"


def test_serializer_is_refused(write):
    write("not for files")

    with pytest.raises(TypeError, match="not serialised"):
        serialize("json", Note.objects.all())


def test_field_is_reached_through_the_model():
    assert Note.body.field.label == LABEL


def test_seal_under_a_data_key_opens_under_that_key_row_and_label_alone():
    key, other = (data_key(new_data_key()) for _ in range(2))
    sealed = seal_under(key, "private", label=LABEL, row_id="1")

    assert unseal_under(key, sealed, label=LABEL, row_id="1") == "private"
    for wrong in ((other, LABEL, "1"), (key, "outbox.message.text", "1"), (key, LABEL, "2")):
        with pytest.raises(Undecipherable):
            unseal_under(wrong[0], sealed, label=wrong[1], row_id=wrong[2])


def test_unseal_under_refuses_any_changed_byte_and_any_cut():
    key = data_key(new_data_key())
    sealed = seal_under(key, "private", label=LABEL, row_id="1")

    for place in range(1, len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        for spoilt in (bytes(changed), sealed[:place]):
            with pytest.raises(Undecipherable):
                unseal_under(key, spoilt, label=LABEL, row_id="1")


@pytest.mark.parametrize("text", ["", "short", "no base64!", "MDAw"])
def test_data_key_refuses_what_is_none(text):
    with pytest.raises(Undecipherable):
        data_key(text)
