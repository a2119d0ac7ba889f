from django.urls import path

from agreements.views import actions, agreement, answers, endings, notes, pair, sessions, shared

app_name = "agreements"
urlpatterns = [
    path("mentorships/<uuid:pk>/agreement/", agreement.AgreementDetailView.as_view(), name="agreement-detail"),
    path("mentorships/<uuid:pk>/agreement/read/", agreement.confirm_lines_read, name="agreement-read"),
    path("mentorships/<uuid:pk>/agreement/seen/", agreement.confirm_change_seen, name="agreement-seen"),
    path("mentorships/<uuid:pk>/agreement/pdf/", agreement.AgreementPdfView.as_view(), name="agreement-pdf"),
    path("mentorships/<uuid:pk>/end/", endings.EndingChooseView.as_view(), name="pair-end-choose"),
    path("mentorships/<uuid:pk>/end/<slug:way>/", endings.EndingView.as_view(), name="pair-end"),
    path("mentorships/<uuid:pk>/go-on/", endings.GoOnView.as_view(), name="pair-go-on"),
    path("mentorships/<uuid:pk>/go-on/answer/", endings.answer_wish, name="pair-go-on-answer"),
    path("mentorships/<uuid:pk>/go-on/take-back/", endings.take_back_wish, name="pair-go-on-take-back"),
    path("mentorships/<uuid:pk>/pause/", endings.PauseView.as_view(), name="pair-pause"),
    path("mentorships/<uuid:pk>/resume/", endings.resume_pair, name="pair-resume"),
    path("mentorships/<uuid:pk>/look-again/", endings.look_again, name="pair-look-again"),
    path("mentorships/<uuid:pk>/help/", pair.HelpDetailView.as_view(), name="help-detail"),
    path("mentorships/<uuid:pk>/actions/", actions.ActionListView.as_view(), name="action-list"),
    path("mentorships/<uuid:pk>/actions/new/", actions.ActionCreateView.as_view(), name="action-create"),
    path("mentorships/<uuid:pk>/sessions/", sessions.SessionListView.as_view(), name="session-list"),
    path("mentorships/<uuid:pk>/sessions/new/", sessions.SessionCreateView.as_view(), name="session-create"),
    path("mentorships/<uuid:pk>/sessions/met/", sessions.SessionLogMetView.as_view(), name="session-log-met"),
    path("mentorships/<uuid:pk>/notes/", notes.NoteListView.as_view(), name="note-list"),
    path("mentorships/<uuid:pk>/notes/new/", notes.NoteCreateView.as_view(), name="note-create"),
    path("sessions/<uuid:pk>/", sessions.SessionDetailView.as_view(), name="session-detail"),
    path("sessions/<uuid:pk>/log/", sessions.SessionLogView.as_view(), name="session-log"),
    path("sessions/<uuid:pk>/move/", sessions.SessionMoveView.as_view(), name="session-move"),
    path("sessions/<uuid:pk>/change/", sessions.SessionChangeView.as_view(), name="session-change"),
    path("sessions/<uuid:pk>/shared-note/", shared.SharedNoteView.as_view(), name="shared-note"),
    path("did-you-meet/<str:token>/", answers.SessionAnswerView.as_view(), name="session-answer"),
    path("sessions/<uuid:pk>/cancel/", sessions.SessionCancelView.as_view(), name="session-cancel"),
    path("actions/<uuid:pk>/change/", actions.ActionUpdateView.as_view(), name="action-update"),
    path("actions/<uuid:pk>/done/", actions.tick_off_action, name="action-done"),
    path("actions/<uuid:pk>/delete/", actions.ActionDeleteView.as_view(), name="action-delete"),
    path("notes/<uuid:pk>/change/", notes.NoteUpdateView.as_view(), name="note-update"),
    path("notes/<uuid:pk>/delete/", notes.NoteDeleteView.as_view(), name="note-delete"),
]
