"""The block picker shows of each block what it is for and how it will look."""

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.fields import StreamField

pytestmark = pytest.mark.django_db

BLOCKS = {
    f"{model._meta.label}.{field.name}.{name}": block
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, StreamField)
    for name, block in field.stream_block.child_blocks.items()
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_a_description_and_a_preview(name):
    block = BLOCKS[name]

    assert block.get_description().endswith(".")
    assert block.is_previewable


@pytest.mark.parametrize("name", BLOCKS)
def test_a_preview_is_drawn_with_the_style_of_the_site(editor, name):
    block = BLOCKS[name]

    answer = editor.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )

    assert answer.status_code == 200
    assert "core/site" in answer.text
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert 'id=""' not in answer.text
    for text in strings(getattr(block.meta, "preview_value", {})):
        assert text in answer.text


def strings(value):
    """The texts of a preview that stand on the page as they are."""
    if isinstance(value, dict):
        hidden = {"type", "kind", "days", "phone", "country"}
        return [
            text
            for name, inner in value.items()
            if name not in hidden
            for text in strings(inner)
        ]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def test_a_call_to_action_shows_its_phone_number_in_the_preview(editor):
    block = BLOCKS["articles.ArticlePage.call_to_action.call_to_action"]

    answer = editor.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )

    assert "(404) 555-0142" in answer.text


def test_strangers_see_no_previews(client):
    block = next(iter(BLOCKS.values()))

    answer = client.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )

    assert answer.status_code == 302
