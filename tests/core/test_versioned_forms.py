"""Two people at the clinic's settings, a person, a topic: one saves, the other is told."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from articles.models import Topic
from clinic.models import ClinicSettings, Person
from comments.models import ReplySettings
from core.models import User
from tests import make, reading

pytestmark = pytest.mark.django_db


def settings_address(model):
    names = (model._meta.app_label, model._meta.model_name)
    return reverse("wagtailsettings:edit", args=[*names, make.site().pk])


def clinic():
    make.clinic()
    fields = {
        "phone": "",
        "email": "",
        "legal_name": "",
        "logo": "",
        "places": streamfield([]),
        "social_profiles": streamfield([]),
        "header_navigation": streamfield([]),
        "footer_navigation": streamfield([]),
        "emergency_wording": rich_text("<p>Call 911.</p>"),
        "disclaimer": rich_text("<p>This is no medical advice.</p>"),
    }
    return ClinicSettings, "name", settings_address(ClinicSettings), fields


def replies():
    make.reply_rules()
    fields = {"most_links": "2", "address_days": "30", "rubbish_days": "30"}
    return ReplySettings, "blocked_words", settings_address(ReplySettings), fields


def person():
    address = reverse("wagtailsnippets_clinic_person:edit", args=[make.person().pk])
    fields = {"slug": "maya-lindqvist", "biography": rich_text("<p>She listens.</p>")}
    return Person, "name", address, fields


def topic():
    address = reverse("wagtailsnippets_articles_topic:edit", args=[make.topic().pk])
    return Topic, "name", address, {"slug": "back-pain"}


class Form:
    """One of the four, as it stands open in somebody's browser."""

    def __init__(self, client, user, described):
        self.model, self.text, self.address, self.fields = described
        self.client, self.user = client, user
        self.open()

    def open(self):
        self.client.force_login(self.user)
        self.read(self.client.get(self.address))

    def read(self, answer):
        found = reading.html(answer).find("input", attrs={"name": "opened_version"})
        self.opened_version = found.get("value", "")

    def save(self, text):
        self.client.force_login(self.user)
        fields = {"opened_version": self.opened_version, self.text: text, **self.fields}
        return self.client.post(self.address, nested_form_data(fields))

    @property
    def stored(self):
        return getattr(self.model.objects.get(), self.text)


@pytest.fixture(params=[clinic, replies, person, topic])
def forms(client, request):
    return both(client, request.param())


@pytest.fixture(params=[replies, topic])
def plain_forms(client, request):
    """Settings and a snippet, in the forms of each that are drawn fastest."""
    return both(client, request.param())


def both(client, described):
    """Two people's, opened before either saves."""
    ana = make.superuser("ana@clinic.example")
    User.objects.filter(pk=ana.pk).update(first_name="Ana")
    ben = make.superuser("ben@clinic.example")
    return Form(client, ana, described), Form(client, ben, described)


def test_who_saves_second_is_told_and_keeps_the_text(forms):
    of_ana, of_ben = forms
    of_ana.save("From Ana")

    answer = of_ben.save("From Ben")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Ana saved this on" in text
    assert "From Ben" in text
    assert of_ben.stored == "From Ana"


def test_who_was_told_may_put_the_text_in_its_place(plain_forms):
    of_ana, of_ben = plain_forms
    of_ana.save("From Ana")
    of_ben.read(of_ben.save("From Ben"))

    answer = of_ben.save("From Ben")

    assert answer.status_code == 302
    assert of_ben.stored == "From Ben"


def test_a_third_save_in_between_asks_again(plain_forms):
    of_ana, of_ben = plain_forms
    of_ana.save("From Ana")
    of_ben.read(of_ben.save("From Ben"))
    of_ana.open()
    of_ana.save("From Ana again")

    of_ben.save("From Ben")

    assert of_ben.stored == "From Ana again"


def test_one_after_the_other_nobody_is_asked(plain_forms):
    of_ana, of_ben = plain_forms
    of_ana.save("From Ana")
    of_ben.open()

    answer = of_ben.save("From Ben")

    assert answer.status_code == 302
    assert of_ben.stored == "From Ben"


def test_a_form_that_cannot_say_how_old_it_is_counts_as_old(plain_forms):
    of_ana, of_ben = plain_forms
    of_ana.save("From Ana")
    of_ben.opened_version = ""

    assert of_ben.save("From Ben").status_code == 200
    assert of_ben.stored == "From Ana"
