"""From the three templates of a mail to what its reader will see."""

import re

from django.template.loader import render_to_string

from mentoring.lib.reader import Reader, as_read_by
from mentoring.outbox.services import Mail


def write_mail(*names: str, reader: Reader, **context: object) -> Mail:
    """The mail of the templates `emails/<name>.{subject.txt,txt,html}`, in the language and on the clocks of `reader`.

    Of several names the first counts that has a template. `first_name` is always known to them. What of the context is
    in words already was put so inside `as_read_by`. No two lines in a row of the text are empty, whichever of its parts
    have nothing to say.
    """
    context = {"first_name": reader.get_short_name(), **context}
    with as_read_by(reader):
        parts = {
            part: render_to_string([f"emails/{name}.{part}" for name in names], context)
            for part in ("subject.txt", "txt", "html")
        }
    text = re.sub(r"\n{3,}", "\n\n", parts["txt"]).strip()
    return Mail(subject=" ".join(parts["subject.txt"].split()), text=f"{text}\n", html=parts["html"])
