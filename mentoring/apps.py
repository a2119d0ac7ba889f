from django.contrib.admin.apps import AdminConfig


class ProgrammeOfficeConfig(AdminConfig):
    default_site = "mentoring.admin_site.MentoringAdminSite"
