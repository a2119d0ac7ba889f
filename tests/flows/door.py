"""Coming in: the address, the code from the mail, and in."""

import re

from tests.flows.visitor import Visitor
from tests.running import Product, words_of

CODE_MAIL = "Your code to sign in"


def ask_for_code(product: Product, visitor: Visitor, address: str) -> str:
    """The code that was mailed to somebody who typed their address at the door."""
    before = len(product.mails_to(address, CODE_MAIL))
    visitor.go("/accounts/login/")
    visitor.press("Send me a code", {"Your work e-mail address": address})
    return code_in(words_of(product.mail_to(address, CODE_MAIL, number=before + 1)))


def code_in(text: str) -> str:
    (code,) = re.findall(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?$", text, re.MULTILINE)
    return code


def signed_in(product: Product, address: str) -> Visitor:
    """Somebody who came in and stands on their home page."""
    visitor = Visitor(product.site)
    code = ask_for_code(product, visitor, address)
    visitor.press("Sign in", {"Code": code})
    assert visitor.path == "/", visitor.page.text
    return visitor
