from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from mentoring.lib.days import moment
from mentoring.lib.read_only import ReadOnlyAdmin
from mentoring.lib.tags import grouped
from participants import services
from participants.admin import wizard
from participants.admin.filled import FilledByImport
from participants.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(FilledByImport, ReadOnlyAdmin):
    fields = [
        "source",
        "file_name",
        "applied",
        "by_whom",
        "came_in",
        "number_changed",
        "number_unchanged",
        "number_of_leavers",
        "number_left_out",
        "lines_left_out",
        "said_of_others",
        "people_missing",
    ]
    list_display = [
        "file_name",
        "source",
        "applied",
        "came_in",
        "number_changed",
        "number_unchanged",
        "number_of_leavers",
        "number_left_out",
    ]
    list_select_related = ["source"]
    search_fields = ["file_name"]
    search_help_text = _("Name of the file")
    empty_words = _("HR files appear here once they are imported, with what each changed. There are none yet.")
    change_list_template = "admin/participants/importbatch/change_list.html"

    def get_urls(self):
        return [*wizard.urls(self.admin_site), *super().get_urls()]

    @admin.display(description=_("applied at"), ordering="applied_at")
    def applied(self, obj):
        return moment(obj.applied_at)

    @admin.display(description=_("applied by"))
    def by_whom(self, obj):
        return obj.applied_by or _("nobody")

    @admin.display(description=_("new"), ordering="new")
    def came_in(self, obj):
        if not obj.new_gone:
            return grouped(obj.new)
        words = {"new": grouped(obj.new), "gone": grouped(obj.new_gone)}
        return _("%(new)s, of whom %(gone)s had already left") % words

    @admin.display(description=_("changed"), ordering="changed")
    def number_changed(self, obj):
        return grouped(obj.changed)

    @admin.display(description=_("unchanged"), ordering="unchanged")
    def number_unchanged(self, obj):
        return grouped(obj.unchanged)

    @admin.display(description=_("leavers"), ordering="leavers")
    def number_of_leavers(self, obj):
        return grouped(obj.leavers)

    @admin.display(description=_("lines left out"), ordering="errors")
    def number_left_out(self, obj):
        return grouped(obj.errors)

    @admin.display(description=_("why they were left out"))
    def lines_left_out(self, obj):
        told = wizard.told(obj.left_out)
        if (more := obj.errors - len({each["line"] for each in obj.left_out})) > 0:
            told.append(services.more_lines(more))
        return as_list(told)

    @admin.display(description=_("said of lines that came in"))
    def said_of_others(self, obj):
        return as_list(wizard.told(obj.remarks))

    @admin.display(description=_("still missing from the file"))
    def people_missing(self, obj):
        count = obj.missing.count()
        url = reverse("admin:participants_profile_changelist", query={"here": "missing"})
        return (
            format_html('<a href="{}">{}</a>', url, _("%(count)s people") % {"count": grouped(count)})
            if count
            else _("nobody")
        )


def as_list(told):
    if not told:
        return _("none")
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in told)))
