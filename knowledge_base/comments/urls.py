"""The addresses of comments."""

from django.urls import path

from . import views

urlpatterns = [
    path("c/<int:comment_id>/", views.comment, name="comment"),
    path("c/<int:comment_id>/acts/", views.acts, name="comment_acts"),
    path("c/<int:comment_id>/edit/", views.revise, name="comment_edit"),
    path("c/<int:comment_id>/delete/", views.delete, name="comment_delete"),
    path("c/<int:comment_id>/restore/", views.restore, name="comment_restore"),
    path("c/<int:comment_id>/hide/", views.hide, name="comment_hide"),
    path("c/<int:comment_id>/show/", views.show, name="comment_show"),
    path("c/<int:comment_id>/approve/", views.approve, name="comment_approve"),
    path("c/<int:comment_id>/keep/", views.keep, name="comment_keep"),
    path("c/<int:comment_id>/like/", views.like, name="comment_like"),
    path("c/<int:comment_id>/unlike/", views.unlike, name="comment_unlike"),
    path("c/<int:comment_id>/flag/", views.flag, name="comment_flag"),
    path("c/confirm/<str:token>/", views.confirm, name="comment_confirm"),
    path("c/no-mail/<str:token>/", views.no_mail, name="comments_no_mail"),
    path("pages/<int:page_id>/comment/", views.write, name="comment_write"),
    path("pages/<int:page_id>/comments/", views.further, name="comments_further"),
    path("pages/<int:page_id>/comments/follow/", views.follow, name="comments_follow"),
    path("pages/<int:page_id>/comments/follow-by-mail/", views.follow_by_mail, name="comments_follow_by_mail"),
    path("pages/<int:page_id>/comments/stop-mail/", views.stop_mail, name="comments_stop_mail"),
    path("pages/<int:page_id>/comments/unfollow/", views.unfollow, name="comments_unfollow"),
]
