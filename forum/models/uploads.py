"""Uploads: pictures and files that hang in posts and are seen by whoever sees one of those posts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from members.models import Visitor

from .posts import Post


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, visitor: Visitor) -> UploadQuerySet:
        """What hangs in a post this visitor may read, and what they uploaded and have not posted yet."""
        post = Post.objects.visible_to(visitor).filter(pk=OuterRef("post"))
        shown = PostUpload.objects.filter(Exists(post), upload=OuterRef("pk"))
        if not visitor.is_authenticated:
            return self.filter(Exists(shown))
        unposted = Q(member=visitor) & ~Exists(PostUpload.objects.filter(upload=OuterRef("pk")))
        return self.filter(Q(Exists(shown)) | unposted)


class Upload(models.Model):
    """A file a member brought. Pictures are re-encoded; `width` and `height` are null for other files."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    file = models.FileField(upload_to="uploads/%Y/%m/")
    thumbnail = models.FileField(upload_to="uploads/%Y/%m/", blank=True)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    thumbnail_width = models.PositiveIntegerField(null=True)
    thumbnail_height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    posts = models.ManyToManyField(Post, through="forum.PostUpload", related_name="uploads")

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def markdown(self) -> str:
        """What names it in a post: shown where it is a picture, else linked. Its name ends no link."""
        name = self.name.translate({ord("["): "(", ord("]"): ")", ord("\\"): "_", ord("`"): "_"})
        return f"{'!' if self.is_picture else ''}[{name}](upload:{self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("upload", args=[self.pk, self.name])


class PostUpload(models.Model):
    """That an upload hangs in a post."""

    post = models.ForeignKey(Post, models.CASCADE)
    upload = models.ForeignKey(Upload, models.CASCADE, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "post"], name="post_upload_once")]
