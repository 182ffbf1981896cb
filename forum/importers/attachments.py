"""What came with a post is taken by the same rules as any upload, and shown below its words."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.core.exceptions import ValidationError

from forum.models import Post, PostUpload, Upload
from forum.operations.uploads import store_upload
from markup import Image
from members.models import Member

from .found import FoundFile
from .planning import Plan, PlannedPost
from .rendering import rendered_post
from .reports import Report
from .world import World


class Attachments:
    """Keeps the files of posts as uploads of their authors."""

    def __init__(self, *, world: World, report: Report) -> None:
        self.world, self.report = world, report

    def store(self, plan: Plan, posts: Mapping[int, Post]) -> list[PostUpload]:
        """Keep the files of a batch and name them in the posts, which are not written yet."""
        hanging: list[PostUpload] = []
        for topic in plan.topics:
            for planned in topic.posts:
                if planned.found.files:
                    hanging += self._hang(planned, posts[planned.id])
        return hanging

    def _hang(self, planned: PlannedPost, post: Post) -> list[PostUpload]:
        author = Member.objects.get(pk=post.author_id)
        uploads = [upload for file in planned.found.files if (upload := self._stored(author, file, planned.found.key))]
        if uploads:
            post.markdown = "\n\n".join([post.markdown, *(upload.markdown for upload in uploads)]).strip("\n")
            post.html = rendered_post(
                post.markdown,
                post=post.pk,
                topic=post.topic_id,
                places={},
                world=self.world,
                images={upload.pk: image_of(upload) for upload in uploads},
            ).html
        return [PostUpload(post_id=post.pk, upload=upload) for upload in uploads]

    def _stored(self, author: Member, file: FoundFile, key: str) -> Upload | None:
        try:
            upload = store_upload(member=author, name=file.name, data=file.data)
        except ValidationError as error:
            self.report.skip("attachment", f"{key}: {file.name}", " ".join(error.messages).replace(file.name, "…"))
            return None
        self.report.count("attachments written")
        return upload


def image_of(upload: Upload) -> Image:
    """An upload as `markup` shows it: the thumbnail, leading to the whole."""
    base = f"/uploads/{upload.pk}/"
    whole = f"{base}{quote(upload.name)}"
    return Image(
        url=f"{base}thumbnail.webp" if upload.thumbnail else whole,
        full_url=whole,
        width=upload.thumbnail_width or upload.width or 0,
        height=upload.thumbnail_height or upload.height or 0,
        alt=upload.name,
    )
