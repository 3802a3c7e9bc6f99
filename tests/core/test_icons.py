"""Icons that browsers and phones ask for by address, whatever the page says."""

from io import BytesIO

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from PIL import Image

from core.public_files import in_front_of

# Of the sign and of the square behind it, as in favicon.svg.
AMBER = (0xFF, 0xC6, 0x4D)
GREEN = (0x0B, 0x45, 0x47)


def picture(path):
    transport = httpx.WSGITransport(app=in_front_of(WSGIHandler()))
    with httpx.Client(transport=transport) as client:
        answer = client.get(f"http://localhost{path}")
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize("size", [16, 32, 48])
def test_a_browser_that_knows_no_svg_finds_the_icon(size):
    icon = picture("/favicon.ico").ico.getimage((size, size)).convert("RGBA")

    assert icon.size == (size, size)
    assert icon.getpixel((0, 0))[3] < 128
    assert near(icon.getpixel((size // 8, size // 2)), GREEN)


def test_a_phone_finds_an_icon_without_holes():
    icon = picture("/apple-touch-icon.png").convert("RGBA")

    assert icon.size == (180, 180)
    assert near(icon.getpixel((0, 0)), GREEN)
    assert near(icon.getpixel((90, 72)), AMBER)
    assert icon.getextrema()[3] == (255, 255)


def near(pixel, colour):
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=False))
