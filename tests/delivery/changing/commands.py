"""Changes by the commands of the server."""

import tempfile
from pathlib import Path

from django.core import serializers
from django.core.management import CommandError
from wagtail.models import Page

from articles.models import Topic
from core.models import FrontEnd
from home import background_copies
from tests import make
from tests.delivery.changing.desk import Refused, change
from tests.delivery.changing.site import some_reply


def command(name, *words, **options):
    """A change by a command that takes nothing."""

    def do(desk):
        desk.run(name, *words, **options)

    do.__name__ = name
    change(do)


command("publish_scheduled")
command("publish_scheduled_pages")
command("delete_expired_data")
command("fixtree", interactive=False)
command("set_url_paths")
command("update_index")
command("wagtail_update_index")
command("rebuild_references_index")
command("create_log_entries_from_revisions")
command("purge_revisions")
command("purge_embeds")
command("remove_orphaned_tags")
command("deduplicate_tags")
command("remove_stale_contenttypes", interactive=False)
command("wagtail_update_image_renditions", purge_only=True)
command("migrate")


@change
def draw_renditions_anew(desk):
    desk.run("wagtail_update_image_renditions")


@change
def connect_front_end(desk):
    """Or takes the connection back."""
    chosen = desk.chance.choice(FrontEnd.OwnPages.values)
    try:
        desk.run(
            "connect_front_end", own_pages=chosen, disconnect=desk.chance.random() < 0.3
        )
    except CommandError as refusal:
        raise Refused(str(refusal)) from None


@change
def erase_visitor(desk):
    reply = some_reply(desk)
    desk.run("erase_visitor", reply.email, yes=True)


@change
def move_pages(desk):
    """There and back, else the index would empty."""
    ends = [make.index().pk, desk.one(Page.objects.filter(depth=2)).pk]
    desk.chance.shuffle(ends)
    source, target = ends
    if Page.objects.get(pk=target).is_descendant_of(Page.objects.get(pk=source)):
        raise Refused("Below itself.")
    desk.run("move_pages", str(source), str(target))


@change
def import_redirects_by_command(desk):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "redirects.csv")
        file.write_text(f"from,to\n/{desk.slug()},/here/\n")
        desk.run("import_redirects", src=str(file), ask=False)


@change
def loaddata(desk):
    topic = desk.one(Topic.objects)
    topic.name = desk.words()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "topic.json")
        file.write_text(serializers.serialize("json", [topic]))
        desk.run("loaddata", str(file))


@change
def copy_a_tree_in_the_background(desk):
    background_copies.start(
        desk.page(content_type__model="standardpage"),
        to=make.home(),
        title=desk.words(),
        slug=desk.slug(),
        publish=True,
        by=desk.user,
    )
    desk.run(
        "db_worker",
        "--batch",
        "--backend",
        "later",
        interval=0,
        reload=False,
        startup_delay=False,
    )
