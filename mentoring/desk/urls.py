from django.urls import path

from mentoring.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("theme/", views.choose_theme, name="theme"),
]
