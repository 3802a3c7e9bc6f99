"""Changes of pictures, documents and their collections in the admin."""

import json
from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from core.models import Image
from tests import make
from tests.delivery.changing.desk import Refused, change
from tests.delivery.changing.forms import longest_form
from tests.delivery.changing.pages import bulk

Document = get_document_model()


def picture(desk):
    file = BytesIO()
    colour = tuple(desk.chance.randrange(256) for _ in range(3))
    Picture.new("RGB", (64, 48), colour).save(file, "JPEG")
    return SimpleUploadedFile(f"{desk.slug()}.jpg", file.getvalue(), "image/jpeg")


def text(desk):
    return SimpleUploadedFile(f"{desk.slug()}.txt", desk.words().encode())


FILES = {
    "images": (Image, picture, "/admin/images/{}/"),
    "documents": (Document, text, "/admin/documents/edit/{}/"),
}


def edited(desk, kind):
    model, _, address = FILES[kind]
    return address.format(desk.one(model.objects).pk)


@change
def edit_image(desk):
    desk.submit(edited(desk, "images"), title="A picture", description=desk.words())


@change
def edit_parts_of_image(desk):
    point = {f"focal_point_{each}": 5 for each in ("x", "y", "width", "height")}
    desk.submit(
        edited(desk, "images"),
        credit=desk.words(),
        collection=desk.one(Collection.objects).pk,
        **point,
    )


@change
def replace_image(desk):
    desk.submit(edited(desk, "images"), file=picture(desk))


@change
def edit_document(desk):
    collection = desk.one(Collection.objects).pk
    desk.submit(edited(desk, "documents"), title=desk.words(), collection=collection)


@change
def replace_document(desk):
    desk.submit(edited(desk, "documents"), file=text(desk))


@change
def tag_image(desk):
    desk.submit(edited(desk, "images"), tags=desk.words())


def new(desk, kind):
    return {
        "title": desk.words(),
        "description": desk.words(),
        "file": FILES[kind][1](desk),
        "collection": desk.one(Collection.objects).pk,
    }


@change
def add_image(desk):
    desk.submit("/admin/images/add/", **new(desk, "images"))


@change
def add_document(desk):
    desk.submit("/admin/documents/add/", **new(desk, "documents"))


def several(desk, kind, name):
    """Uploads as the screen for several files does, then changes and deletes the file."""
    root = Collection.get_first_root_node().pk
    upload = {"files[]": FILES[kind][1](desk), "collection": root}
    said = sent(desk, f"/admin/{kind}/multiple/add/", upload)
    if "uploaded_file_id" in said:
        said = sent(desk, *described(desk, said["form"]))
    key = said[f"{name}_id"]
    address = f"/admin/{kind}/multiple/{key}/"
    sent(desk, address, new_values(desk, f"{name}-{key}"))
    sent(desk, f"{address}delete/")


def not_wanted(desk, kind):
    """Uploads a file for which something is missing, and leaves it."""
    if Collection.objects.count() < 2:
        add_collection(desk)
    file = FILES[kind][1](desk)
    said = sent(desk, f"/admin/{kind}/multiple/add/", {"files[]": file})
    key = said["uploaded_file_id"]
    sent(desk, f"/admin/{kind}/multiple/delete_upload/{key}/")


def sent(desk, address, data=None):
    """The data for the script of the page."""
    answer = desk.client.post(
        address, data or {}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    said = json.loads(answer.content)
    if not said.get("success"):
        raise Refused(f"{address}: {said}")
    desk.done.add(answer.resolver_match.route)
    return said


def described(desk, form):
    """The address and the data of the form for an uploaded file."""
    soup = BeautifulSoup(form, "html.parser")
    prefix = soup.find("input", type="text")["name"].rpartition("-")[0]
    return soup.form["action"], {**longest_form(soup), **new_values(desk, prefix)}


def new_values(desk, prefix):
    return {
        f"{prefix}-title": desk.words(),
        f"{prefix}-description": desk.words(),
        f"{prefix}-collection": Collection.get_first_root_node().pk,
    }


@change
def several_images(desk):
    several(desk, "images", "image")


@change
def several_documents(desk):
    several(desk, "documents", "doc")


@change
def images_not_wanted(desk):
    not_wanted(desk, "images")


@change
def documents_not_wanted(desk):
    not_wanted(desk, "documents")


@change
def image_in_chooser(desk):
    chosen = {f"image-chooser-upload-{k}": v for k, v in new(desk, "images").items()}
    desk.post("/admin/images/chooser/create/", chosen, done=[200], said="chosen")


@change
def document_in_chooser(desk):
    typed = {
        f"document-chooser-upload-{k}": v for k, v in new(desk, "documents").items()
    }
    desk.post("/admin/documents/chooser/create/", typed, done=[200], said="chosen")


def unused(desk, kind):
    """A new one, for what a page shows cannot be deleted."""
    return make.image() if kind == "images" else make.document()


@change
def delete_image(desk):
    desk.post(f"/admin/images/{unused(desk, 'images').pk}/delete/")


@change
def delete_document(desk):
    desk.post(f"/admin/documents/delete/{unused(desk, 'documents').pk}/")


def bulk_change(kind, action, typed):
    """A change of pictures or documents that are ticked in their list."""
    model = FILES[kind][0]

    def do(desk):
        files = [unused(desk, kind), desk.one(model.objects)]
        if action == "delete":
            files.pop()
        bulk(
            desk,
            model._meta.label_lower.replace(".", "/"),
            action,
            files,
            **typed(desk),
        )

    do.__name__ = f"bulk_{action}_{kind}"
    change(do)


for kind in FILES:
    bulk_change(kind, "delete", lambda desk: {})
    bulk_change(kind, "add_tags", lambda desk: {"tags": desk.words()})
    bulk_change(
        *(kind, "add_to_collection"),
        lambda desk: {"collection": desk.one(Collection.objects).pk},
    )


# --- collections ------------------------------------------------------------------------


def root():
    """The root of all collections; its children were counted wrong after some changes."""
    Collection.fix_tree()
    return Collection.get_first_root_node()


@change
def add_collection(desk):
    parent = root().pk
    desk.post("/admin/collections/add/", {"name": desk.words(), "parent": parent})


def own_collection(desk):
    return desk.one(Collection.objects.filter(depth__gt=1))


@change
def edit_collection(desk):
    collection = own_collection(desk)
    desk.submit(f"/admin/collections/{collection.pk}/", name=desk.words())


@change
def delete_collection(desk):
    # One with files in it is refused.
    empty = root().add_child(name=desk.words())
    desk.post(f"/admin/collections/{empty.pk}/delete/")


@change
def collection_privacy(desk):
    hidden = CollectionViewRestriction.objects.first()
    collection = hidden.collection if hidden else desk.one(Collection.objects)
    kind = "none" if hidden else desk.chance.choice(["login", "password"])
    desk.post(
        f"/admin/collections/{collection.pk}/privacy/",
        {"restriction_type": kind, "password": "walk every day"},
        done=[200],
        said="set_privacy_done",
    )
