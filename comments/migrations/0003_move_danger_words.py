"""Moves the words of danger that editors added to the clinic's signs of danger.

The words that came with Gait stay behind: its own rules know them.
"""

from django.db import migrations

CAME_WITH_GAIT = """\
suicide
suicidal
kill myself
end my life
want to die
self-harm
overdose
chest pain
heart attack
can't breathe
cannot breathe
stroke
numb between my legs
lost control of my bladder
lost control of my bowels
can't move my legs
cannot move my legs"""


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def without(lines, known):
    known = {line.casefold() for line in known}
    return [line for line in lines if line.casefold() not in known]


def move(apps, schema_editor):
    ClinicSettings = apps.get_model("contact.ClinicSettings")
    for rules in apps.get_model("comments.ReplySettings").objects.all():
        added = without(lines_of(rules.danger_words), lines_of(CAME_WITH_GAIT))
        if not added:
            continue
        clinic, _ = ClinicSettings.objects.get_or_create(site_id=rules.site_id)
        there = lines_of(clinic.danger_signs)
        clinic.danger_signs = "\n".join([*there, *without(added, there)])
        clinic.save(update_fields=["danger_signs"])


def move_back(apps, schema_editor):
    """To the words that came with Gait, which new settings hold by default."""
    ReplySettings = apps.get_model("comments.ReplySettings")
    for clinic in apps.get_model("contact.ClinicSettings").objects.all():
        signs = lines_of(clinic.danger_signs)
        if not signs:
            continue
        rules, _ = ReplySettings.objects.get_or_create(site_id=clinic.site_id)
        there = lines_of(rules.danger_words)
        rules.danger_words = "\n".join([*there, *without(signs, there)])
        rules.save(update_fields=["danger_words"])


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_groups"),
        ("contact", "0004_danger_signs"),
    ]

    operations = [migrations.RunPython(move, move_back)]
