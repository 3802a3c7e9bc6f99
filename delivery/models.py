from django.db import models
from django.db.models.functions import Cast, Left, Substr
from django.db.models.lookups import Exact

# Kinds of changed objects, and tags, that say which pages readers may see.
PAGE, RESTRICTION = "page", "restriction"
PAGE_TAG, RESTRICTIONS_TAG = "page-", "restrictions"
# Characters of the paths in the index of deleted pages.
PATH_LENGTH = 200


class Beginning(models.Func):
    """The first characters of a text, without a parameter, as SQLite's indexes need it."""

    template = f"SUBSTR(%(expressions)s, 1, {PATH_LENGTH})"
    output_field = models.TextField()


class ContentVersion(models.Model):
    """The single row whose number each transaction raises that changes public content.

    The triggers of ``delivery.triggers`` raise it. On PostgreSQL they do so while the
    transaction commits, once, so a reader of a number sees all changes up to it. SQLite
    has one writer at a time; there, each changed row raises the number.
    """

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class CacheTag(models.Model):
    """Name of something that answers depend on, with the last version that touched it.

    Examples: ``page-12``, ``articles``. Front ends and CDNs use the names.
    """

    name = models.CharField(max_length=300, primary_key=True)
    number = models.BigIntegerField(db_index=True)
    changed_at = models.DateTimeField()
    # Of the tag of one page.
    page_id = models.GeneratedField(
        expression=models.Case(
            models.When(
                Exact(Left("name", len(PAGE_TAG)), models.Value(PAGE_TAG)),
                then=Cast(Substr("name", len(PAGE_TAG) + 1), models.BigIntegerField()),
            )
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["changed_at", "page_id"],
                condition=models.Q(page_id__isnull=False),
                name="delivery_page_times",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PageTimeManager(models.Manager["PageTime"]):
    def get_queryset(self) -> "models.QuerySet[PageTime]":
        return super().get_queryset().filter(pk__isnull=False)


class PageTime(models.Model):
    """Rows of the tags of pages by the key of their page, for lists in order of time."""

    page_id = models.BigIntegerField(primary_key=True)
    updated_at = models.DateTimeField(db_column="changed_at")

    objects = PageTimeManager()

    class Meta:
        managed = False
        db_table = "delivery_cachetag"

    def __str__(self) -> str:
        return f"{self.page_id}: {self.updated_at}"


class ContentChange(models.Model):
    """Entry of the change feed: a created, changed or deleted row of public content."""

    class Action(models.TextChoices):
        CREATED = "created"
        CHANGED = "changed"
        DELETED = "deleted"

    # Both empty until the transaction commits on PostgreSQL.
    number = models.BigIntegerField(null=True, db_index=True)
    changed_at = models.DateTimeField(null=True)
    action = models.CharField(max_length=7, choices=Action)
    # "page", "person", …, and its primary key.
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    # The names of the touched tags.
    tags = models.JSONField(default=list)
    # Empty for what has no address of its own.
    path_before = models.TextField(blank=True)
    path_after = models.TextField(blank=True)

    class Meta:
        indexes = [
            # With the key, as the next entry of an object is looked for.
            models.Index(
                fields=["kind", "object_id", "id"], name="delivery_changed_object"
            ),
            # The rows of a transaction that is about to commit.
            models.Index(
                fields=["id"],
                condition=models.Q(number=None),
                name="delivery_unnumbered",
            ),
            # The paths of deleted pages. PostgreSQL's indexes take no long texts, and
            # SQLite uses a partial index only for values that it knows beforehand.
            models.Index(
                "kind",
                "action",
                Beginning("path_before"),
                name="delivery_deleted_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind} {self.object_id} {self.action}"


class StoredDocument(models.Model):
    """A finished public answer, shared by all workers and kept when they restart.

    It holds until a version after ``number`` touches one of its tags. Written and read
    by ``delivery.stored_documents`` on a connection of its own.
    """

    # Hash of all that the answer depends on besides the content.
    key = models.CharField(max_length=64, primary_key=True)
    # That of the code which made it. Others never read it.
    release = models.CharField(max_length=32, db_default="")
    # Scheme and host, for the admin, as is the address: path and query.
    origin = models.TextField(db_default="")
    address = models.TextField()
    number = models.BigIntegerField()
    # Seconds since 1970; None: the clock does not change the answer.
    made_at = models.FloatField(db_index=True)
    valid_until = models.FloatField(null=True)
    # Names between spaces.
    tags = models.TextField()
    # Headers and key as JSON; the body in the encoding that it names.
    details = models.TextField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.address
