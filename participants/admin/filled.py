from django.contrib import admin

from participants.policies import imports_people


class FilledByImport(admin.ModelAdmin):
    """A list that HR files fill: as long as it is empty, it leads whoever may bring one to the import."""

    def get_changelist_instance(self, request):
        rows = super().get_changelist_instance(request)
        rows.may_import = imports_people(request.user)
        return rows
