"""The forum's addresses."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from .lists import ListKind
from .reach import views as reach
from .views import acts, composing, feeds, files, groups, home, lists, messages, people, posting, rules, topics


class ListKindConverter(StringConverter):
    """The name of a topic list."""

    regex = "|".join(ListKind)


class SlugConverter(StringConverter):
    """A topic's readable part: whatever letters its title has."""

    regex = r"[-\w]+"


register_converter(ListKindConverter, "list")
register_converter(SlugConverter, "words")

urlpatterns = [
    # What is read most is looked up first.
    path("", home.home, name="home"),
    path("t/<words:slug>/<int:topic_id>/", topics.topic, name="topic"),
    path("g/<slug:slug>/", lists.group, name="group"),
    path("<list:kind>/", lists.topics, name="topics"),
    path("new/clear/", lists.clear_new, name="clear_new"),
    path("bookmarks/", lists.bookmarks, name="bookmarks"),
    path("drafts/", composing.drafts, name="drafts"),
    path("drafts/keep/", composing.keep_draft, name="keep_draft"),
    path("drafts/discard/", composing.discard_draft, name="discard_draft"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("tags/<str:slug>/follow/", people.follow_tag, name="follow_tag"),
    path("ask/", posting.ask, name="ask"),
    path("preview/", posting.preview, name="preview"),
    path("complete/names/", composing.names, name="complete_names"),
    path("complete/tags/", composing.tags, name="complete_tags"),
    path("rules/", rules.rules, name="rules"),
    path("rules/accept/", rules.accept, name="accept_rules"),
    path("me/reading/", acts.set_reading, name="set_reading"),
    path("messages/", messages.messages, name="messages"),
    path("messages/new/", messages.write, name="write_message"),
    path("feeds/latest/", feeds.latest, name="feed_latest"),
    path("feeds/groups/<slug:slug>/", feeds.group, name="feed_group"),
    path("feeds/topics/<int:topic_id>/", feeds.topic, name="feed_topic"),
    path("feeds/tags/<str:slug>/", feeds.tag, name="feed_tag"),
    path("uploads/", files.take_upload, name="take_upload"),
    path("uploads/<int:upload_id>/<str:name>", files.upload, name="upload"),
    # Groups
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.create, name="create_group"),
    path("g/<slug:slug>/<list:kind>/", lists.group, name="group_list"),
    path("g/<slug:slug>/bookmarks/", lists.bookmarks, name="group_bookmarks"),
    path("g/<slug:slug>/about/", groups.about, name="group_about"),
    path("g/<slug:slug>/picture/", files.group_picture, name="group_picture"),
    path("g/<slug:slug>/members/", groups.members, name="group_members"),
    path("g/<slug:slug>/greet/", groups.ungreeted, name="group_ungreeted"),
    path("g/<slug:slug>/greet/done/", groups.greet, name="greet"),
    path("g/<slug:slug>/deleted/", groups.deleted, name="group_deleted"),
    path("g/<slug:slug>/edit/", groups.edit, name="edit_group"),
    path("g/<slug:slug>/rules/", groups.set_rules, name="group_rules"),
    path("g/<slug:slug>/join/", groups.join, name="join_group"),
    path("g/<slug:slug>/leave/", groups.leave, name="leave_group"),
    path("g/<slug:slug>/request/", groups.ask_to_join, name="request_to_join"),
    path("g/<slug:slug>/withdraw/", groups.withdraw, name="withdraw_request"),
    path("g/<slug:slug>/decline/", groups.decline, name="decline_invitation"),
    path("g/<slug:slug>/requests/<int:request_id>/", groups.decide, name="decide_request"),
    path("g/<slug:slug>/invite/", groups.invite, name="invite"),
    path("g/<slug:slug>/role/", groups.role, name="group_role"),
    path("g/<slug:slug>/follow/", groups.follow, name="follow_group"),
    # Topics
    path("t/<int:topic_id>/", topics.topic_by_id, name="topic_by_id"),
    path("t/<int:topic_id>/unread/", topics.first_unread, name="first_unread"),
    path("t/<int:topic_id>/last/", topics.last_post, name="last_post"),
    path("t/<int:topic_id>/news/", topics.news, name="topic_news"),
    path("t/<int:topic_id>/newer/", topics.newer_posts, name="newer_posts"),
    path("t/<int:topic_id>/acts/", topics.topic_acts, name="topic_acts"),
    path("t/<int:topic_id>/reply/", posting.reply, name="reply"),
    path("t/<int:topic_id>/edit/", posting.revise_topic, name="revise_topic"),
    path("t/<int:topic_id>/follow/", acts.follow_topic, name="follow_topic"),
    path("t/<int:topic_id>/reach/", reach.choose, name="choose_reach"),
    path("t/<int:topic_id>/widen/", reach.widen, name="widen_topic"),
    path("t/<int:topic_id>/ask-by-name/", reach.ask_by_name, name="ask_by_name"),
    path("t/<int:topic_id>/wait/", reach.let_wait, name="let_wait"),
    path("t/<int:topic_id>/people/", messages.people, name="message_people"),
    path("t/<int:topic_id>/pin/", acts.pin, name="pin_topic"),
    path("t/<int:topic_id>/move/", acts.move, name="move_topic"),
    path("t/<int:topic_id>/merge/", acts.merge, name="merge_topics"),
    path("t/<int:topic_id>/choose/", acts.choose_posts, name="choose_posts"),
    path("t/<int:topic_id>/split/", acts.split, name="split_topic"),
    path("t/<int:topic_id>/delete/", acts.delete_topic, name="delete_topic"),
    path("t/<int:topic_id>/restore/", acts.restore_topic, name="restore_topic"),
    re_path(rf"^t/(?P<topic_id>[0-9]+)/(?P<name>{'|'.join(acts.TOPIC_ACTS)})/$", acts.topic_act, name="topic_act"),
    path("t/<words:slug>/<int:topic_id>/<int:number>/", topics.numbered_post, name="numbered_post"),
    # Posts
    path("p/<int:post_id>/", topics.post, name="post"),
    path("p/<int:post_id>/alone/", topics.post_alone, name="post_alone"),
    path("p/<int:post_id>/acts/", acts.post_acts, name="post_acts"),
    path("p/<int:post_id>/quote/", posting.quote, name="quote_post"),
    path("p/<int:post_id>/edit/", posting.revise_post, name="revise_post"),
    path("p/<int:post_id>/revisions/", acts.revisions, name="post_revisions"),
    path("p/<int:post_id>/original/", acts.original, name="post_original"),
    path("p/<int:post_id>/accept/", acts.accept, name="accept_solution"),
    path("p/<int:post_id>/react/", acts.react, name="react"),
    path("p/<int:post_id>/unreact/", acts.unreact, name="unreact"),
    path("p/<int:post_id>/bookmark/", acts.bookmark, name="bookmark"),
    path("p/<int:post_id>/unbookmark/", acts.remove_bookmark, name="remove_bookmark"),
    path("p/<int:post_id>/delete/", acts.delete_post, name="delete_post"),
    path("p/<int:post_id>/hidden/", acts.hidden_post, name="hidden_post"),
    path("p/<int:post_id>/restore/", acts.restore_post, name="restore_post"),
    re_path(rf"^p/(?P<post_id>[0-9]+)/(?P<name>{'|'.join(acts.POST_ACTS)})/$", acts.post_act, name="post_act"),
]
