"""Pages of the office on which things are looked at, and changed elsewhere or by nobody."""

from typing import Any

from django.http import HttpRequest

from mentoring.lib.headed import HeadedByName


class ReadOnlyAdmin(HeadedByName):
    """Nothing is added, changed or taken away here."""

    keeps_history = False
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
