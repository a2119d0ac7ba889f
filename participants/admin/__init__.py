"""People, where they work, and how they come in, in the programme office."""

from participants.admin import imports, people

__all__ = ["imports", "people"]
