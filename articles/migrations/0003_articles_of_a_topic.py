from django.db import migrations

NAME = "articles_articlepage_topics_newest"


class Migration(migrations.Migration):
    """Adds the index that has the articles of a topic in the order of their keys."""

    dependencies = [("articles", "0002_groups")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {NAME} ON articles_articlepage_topics "
            "(topic_id, articlepage_id)",
            f"DROP INDEX {NAME}",
        )
    ]
