"""Addresses of the review."""

from django.urls import path, re_path

from .views import decided, flagging, review

urlpatterns = [
    path("flag/<slug:kind>/<int:object_id>/", flagging.flag, name="flag"),
    path("flags/<int:flag_id>/take-back/", flagging.take_back_flag, name="take_back_flag"),
    path("review/", review.queue, name="review"),
    path("review/decide/", review.decide_many, name="decide_many"),
    path("review/<int:case_id>/", review.case, name="case"),
    re_path(
        rf"^review/(?P<case_id>[0-9]+)/(?P<name>{'|'.join((*review.HANDLE, *review.DECIDE))})/$",
        review.decide,
        name="decide",
    ),
    path("decisions/<int:decision_id>/", decided.decision, name="decision"),
    path("decisions/<int:decision_id>/appeal/", decided.appeal, name="appeal"),
    path("decisions/<int:decision_id>/undo/", review.undo_decision, name="undo_decision"),
    re_path(
        rf"^decisions/(?P<decision_id>[0-9]+)/appeal/(?P<outcome>{'|'.join(review.APPEALS)})/$",
        review.decide_appeal,
        name="decide_appeal",
    ),
    path("suspended/<str:token>/", decided.suspended, name="suspended"),
]
