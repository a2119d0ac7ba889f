"""The agreement of a pair as a document to keep."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import get_default_timezone, localtime, override
from django.utils.translation import get_language, gettext

from agreements.choices import words_of
from agreements.models import Agreement, Side
from agreements.standing import standing_of
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.pdf import render_pdf


def agreement_pdf(agreement: Agreement) -> bytes:
    """A tagged PDF in the active language: the lines, the choices, both names and when each agreed to what. Of a pair
    that has ended it is what both agreed to last.

    Its days are those of the company, as on the page that a browser prints (`said_on_paper`), so that the two hold the
    same paper wherever they are. Version and digest of the lines are kept in it unseen.
    """
    with override(get_default_timezone()):
        return render_pdf("agreement", _words_of(agreement), made_at=clock.now())


def title_of(agreement: Agreement) -> str:
    """What it is called on paper: by both names, mentee first, as two people hold it; choices that nobody made are not
    how they work. Costs no query after `with_sides`.
    """
    if not agreement.was_agreed:
        title = gettext("What %(one)s and %(other)s promise each other")
    elif agreement.mentorship.status == Mentorship.Status.ACTIVE:
        title = gettext("How %(one)s and %(other)s work together")
    else:
        title = gettext("How %(one)s and %(other)s worked together")
    one, other = (side.person.user.name for side in agreement.sides)
    return title % {"one": one, "other": other}


def said_on_paper(agreement: Agreement) -> list[str]:
    """What each of the two said to the present version and when, mentee first, and what the other one changed since."""
    with override(get_default_timezone()):
        return [_said(side, agreement) for side in agreement.sides]


def _words_of(agreement: Agreement) -> dict[str, object]:
    cohort, title = agreement.mentorship.cohort, title_of(agreement)
    standing, agreement = standing_of(agreement), agreement.as_it_ended
    names = [side.person.user.name for side in agreement.sides]
    day = date_format(localtime(clock.now()), "DATE_FORMAT")
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": title,
        "kicker": f"{cohort.programme.name}, {cohort.name}",
        "publisher": gettext("Mentoring"),
        "lines_heading": gettext("What we promise each other"),
        "lines": agreement.lines,
        "choices_heading": gettext("How we work"),
        "standing": standing.words,
        "choices": _choices(agreement) if standing.has_choices else [],
        "sides_heading": gettext("Who agreed") if agreement.is_agreed else gettext("What each of us said"),
        "sides": [{"name": name, "words": said} for name, said in zip(names, said_on_paper(agreement), strict=True)],
        "keywords": [f"version {agreement.version}", f"sha256 {agreement.digest}"],
        "footer": gettext("As it stood on %(day)s. For the two of us.") % {"day": day},
    }


def _choices(agreement: Agreement) -> list[dict[str, str]]:
    answers = {
        gettext("How often"): agreement.get_cadence_display(),
        gettext("How long"): words_of("minutes", agreement.minutes),
        gettext("Where"): agreement.get_place_display(),
        gettext("How to reach each other"): agreement.get_contact_display(),
    }
    return [{"label": label, "value": capfirst(value)} for label, value in answers.items()]


def _said(side: Side, agreement: Agreement) -> str:
    if side.agreed_at and side.changed and agreement.changed_at:
        words = gettext("Agreed on %(day)s; %(name)s changed %(what)s on %(later)s")
        later = date_format(localtime(agreement.changed_at), "DATE_FORMAT")
        more = {"name": side.other.person.user.name, "what": side.changed_on_paper, "later": later}
        return words % {"day": date_format(localtime(side.agreed_at), "DATE_FORMAT"), **more}
    if side.agreed_at:
        return gettext("Agreed on %(day)s") % {"day": date_format(localtime(side.agreed_at), "DATE_FORMAT")}
    if side.read_at:
        return gettext("Read these lines on %(day)s") % {"day": date_format(localtime(side.read_at), "DATE_FORMAT")}
    return gettext("Has not read these lines yet")
