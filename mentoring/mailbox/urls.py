from django.urls import path

from mentoring.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mail_list, name="mail-list"),
    path("<str:name>/", views.mail_detail, name="mail-detail"),
]
