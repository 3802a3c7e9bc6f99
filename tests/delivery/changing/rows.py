"""Changes of any row of any tracked table by SQL, as somebody makes them in a shell."""

import json
from datetime import timedelta

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from wagtail.fields import StreamField

from delivery import tracking

# Of the tree and of what belongs together: the site would be broken, not changed.
STRUCTURE = {
    *("path", "depth", "numchild", "url_path", "content_type", "translation_key"),
    *("locale", "language_code", "root_page", "is_default_site", "sort_order"),
}
# Of the tree, or without one of its rows there is no site.
NEEDED = {
    *("wagtailcore_page", "wagtailcore_collection"),
    *("wagtailcore_site", "wagtailcore_locale"),
}


def changeable(table):
    """The fields of a table that readers see and that may have any other value."""
    return [
        field
        for field in table.model._meta.local_concrete_fields
        if field.column in table.columns
        and field.name not in STRUCTURE
        and not field.primary_key
        and not field.generated
        and not isinstance(field, models.FileField)
    ]


def one_row(chance, table):
    """The primary key of a row by chance; IndexError if there is none."""
    keys = table.model._base_manager.order_by("pk").values_list("pk", flat=True)
    return chance.choice(list(keys))


def stored(table, field, key):
    """The value in the database, past the fields' Python."""
    return execute(
        f"SELECT {quoted(field.column)} FROM {quoted(table.name)} "
        f"WHERE {quoted(table.model._meta.pk.column)} = %s",
        [key],
    )[0][0]


def another(chance, field, value):
    """Another value that the column may have; the same if there is no other one."""
    for kind, other in OTHERS:
        if isinstance(field, kind):
            return other(chance, field, value)
    if field.flatchoices:
        keys = [key for key, _ in field.flatchoices]
        return chance.choice([key for key in keys if key != value] or [value])
    return another_text(chance, field, value)


def another_text(chance, field, value):
    number = f"-{chance.randrange(10**6)}"
    most = field.max_length or 10_000
    return f"{str(value or 'walk')[: most - len(number)]}{number}"


def another_key(chance, field, value):
    keys = field.related_model._base_manager.order_by("pk").values_list("pk", flat=True)
    options = [*keys, *([None] if field.null else [])]
    return chance.choice([key for key in options if key != value] or [value])


def another_moment(chance, field, value):
    moment = timezone.now() - timedelta(days=chance.randrange(2000))
    if not isinstance(field, models.DateTimeField):
        return moment.date()
    return connection.ops.adapt_datetimefield_value(moment)


def other_blocks(chance, field, value):
    """Without one of the blocks."""
    blocks = json.loads(value) if isinstance(value, str) else list(value or [])
    if blocks:
        del blocks[chance.randrange(len(blocks))]
    return json.dumps(blocks)


def another_json(chance, field, value):
    return value if isinstance(value, str) else json.dumps(value)


OTHERS = [
    (models.ForeignKey, another_key),
    (models.BooleanField, lambda chance, field, value: not value),
    (models.IntegerField, lambda chance, field, value: (value or 0) + 1),
    (models.FloatField, lambda chance, field, value: (value or 0) + 1),
    (models.DateField, another_moment),
    (StreamField, other_blocks),
    (models.JSONField, another_json),
    (models.URLField, lambda chance, *_: f"https://w{chance.randrange(99)}.example/"),
    (
        models.GenericIPAddressField,
        lambda chance, *_: f"192.0.2.{chance.randrange(256)}",
    ),
    (models.EmailField, lambda chance, *_: f"w{chance.randrange(99)}@mail.example"),
]


def set_column(chance, table, field, key):
    """Changes one value; IndexError if there is no other one."""
    old = stored(table, field, key)
    new = another(chance, field, old)
    if new == old:
        raise IndexError
    execute(
        f"UPDATE {quoted(table.name)} SET {quoted(field.column)} = %s "
        f"WHERE {quoted(table.model._meta.pk.column)} = %s",
        [new, key],
    )


def copy_row(chance, table, key):
    """Adds a row like another one, with other values where they are unique."""
    fields = [
        each
        for each in table.model._meta.local_concrete_fields
        if not each.primary_key and not each.generated
    ]
    unique = {name for names in table.model._meta.unique_together for name in names}
    values = [
        another(chance, each, stored(table, each, key))
        if each.unique or each.name in unique
        else stored(table, each, key)
        for each in fields
    ]
    names = ", ".join(quoted(each.column) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    execute(
        f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({places})",
        [
            json.dumps(each) if isinstance(each, list | dict) else each
            for each in values
        ],
    )


def delete_row(chance, table, key):
    execute(
        f"DELETE FROM {quoted(table.name)} "
        f"WHERE {quoted(table.model._meta.pk.column)} = %s",
        [key],
    )


def quoted(name):
    return connection.ops.quote_name(name)


def execute(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def write(function, *arguments):
    """Calls the function; IndexError if the database refuses what it writes."""
    try:
        with transaction.atomic():
            function(*arguments)
            connection.check_constraints()
    except IntegrityError:
        raise IndexError from None


def some_table(chance, tables):
    return chance.choice([each for each in tables if each.model._base_manager.exists()])


def any_column(chance):
    table = some_table(chance, filter(changeable, tracking.tables.values()))
    field, key = chance.choice(changeable(table)), one_row(chance, table)
    write(set_column, chance, table, field, key)


def own_rows():
    """Tables whose rows may come and go, one by one."""
    return [
        table
        for table in tracking.tables.values()
        if table.name not in NEEDED and not table.model._meta.pk.remote_field
    ]


def any_row_copied(chance):
    table = some_table(chance, own_rows())
    key = one_row(chance, table)
    write(copy_row, chance, table, key)


def any_row_deleted(chance):
    table = some_table(chance, own_rows())
    key = one_row(chance, table)
    write(delete_row, chance, table, key)


ROW_CHANGES = [any_column, any_row_copied, any_row_deleted]
