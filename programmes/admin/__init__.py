"""The programme office: setting programmes up, and giving places."""

from django.contrib import admin

from programmes.admin.cohorts import CohortAdmin
from programmes.admin.coordinators import CoordinatorAdmin
from programmes.admin.places import EnrolmentAdmin
from programmes.admin.programmes import ProgrammeAdmin
from programmes.models import Cohort, Coordinator, Enrolment, Programme

admin.site.register(Programme, ProgrammeAdmin)
admin.site.register(Cohort, CohortAdmin)
admin.site.register(Coordinator, CoordinatorAdmin)
admin.site.register(Enrolment, EnrolmentAdmin)
