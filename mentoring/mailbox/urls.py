from django.urls import path

from mentoring.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mail_list, name="mail-list"),
    path("<str:name>/", views.mail_detail, name="mail-detail"),
    path("<str:name>/html/", views.mail_html, name="mail-html"),
    path("<str:name>/attachments/<int:number>/", views.attachment_detail, name="attachment-detail"),
]
