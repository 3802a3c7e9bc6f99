"""The files and programs that docs/operators.md tells an operator to set up."""

import configparser
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs/operators.md"
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"^# (/etc/\S+)\n", re.MULTILINE)


def files():
    """The texts of the guide's files by their paths."""
    found = {}
    for block in BLOCK.findall(GUIDE.read_text()):
        _, *parts = NAMED.split(block)
        found |= dict(zip(parts[::2], parts[1::2], strict=True))
    return found


def blocks_with(words):
    """The guide's blocks in which these words stand."""
    return [block for block in BLOCK.findall(GUIDE.read_text()) if words in block]


def file(path, replaced):
    """One of them, with what differs on this machine; all that differs has to be there."""
    text = files()[path]
    for old, new in replaced.items():
        assert old in text, f"{path} in the operators' guide no longer says {old}"
        text = text.replace(old, str(new))
    return text


def variables(text):
    """Of an environment file."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def service(text):
    """The ``[Service]`` part of a systemd unit."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read_string(text)
    return dict(parser["Service"])
