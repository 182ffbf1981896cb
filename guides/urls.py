"""Addresses of what members do in trainings and with templates."""

from django.urls import path

from .views import learning

urlpatterns = [
    path("pages/<int:page_id>/quiz/", learning.take_quiz, name="take_quiz"),
    path("pages/<int:page_id>/done/", learning.finish_module, name="finish_module"),
    path("pages/<int:page_id>/certificate/", learning.certificate, name="certificate"),
    path("pages/<int:page_id>/download/", learning.download, name="download_template"),
    path("pages/<int:page_id>/download/<int:version_id>/", learning.download_earlier, name="download_earlier"),
]
