"""An address as it goes over the wire."""

from django.utils.encoding import punycode


class NoAddress(ValueError):
    """Nobody can be written to there; it may even be a command in disguise."""


def on_the_wire(address: str) -> str:
    """The address with its domain in ASCII. Raises NoAddress for what is none or would carry something along."""
    local, _at, domain = address.rpartition("@")
    try:
        address = f"{local}@{punycode(domain)}"
    except UnicodeError as error:
        raise NoAddress("This is no address.") from error
    if not local or not domain or any(not letter.isprintable() or letter in ' <>,;"' for letter in address):
        raise NoAddress("This is no address.")
    return address
