from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """What comes from the HR file is looked at here, and changed there."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
