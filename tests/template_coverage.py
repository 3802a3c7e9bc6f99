"""pytest plugin: the lines of templates that no test rendered.

slipcover measures Python only, and coverage.py's plugin for templates needs a trace
function, which doubles the time of the tests.
"""

from collections import defaultdict
from pathlib import Path
from types import MethodType

import pytest
from django.conf import settings
from django.template import Node, engines
from django.template.base import TextNode
from django.template.defaulttags import CommentNode, LoadNode
from django.template.loader_tags import BlockNode, ExtendsNode

# Lines of templates by the path of the file.
Lines = dict[str, set[int]]
# Blocks are rendered by those of the templates that are extended.
NOT_RENDERED = (TextNode, CommentNode, LoadNode, ExtendsNode, BlockNode)


def add_option(parser):
    parser.addoption(
        "--template-coverage",
        type=float,
        metavar="FLOOR",
        help="Reports the lines of templates with tags or variables that no test "
        "rendered; fails if less than this percentage was rendered.",
    )


def begin(config):
    if config.getoption("--template-coverage") is not None:
        config.pluginmanager.register(TemplateCoverage(config))


class TemplateCoverage:
    def __init__(self, config):
        self.config = config
        self.rendered: Lines = defaultdict(set)
        render = Node.render_annotated

        def render_and_record(node, context):
            if node.token is not None:
                self.rendered[node.origin.name].add(node.token.lineno)
            # Only the first time: recording each one took a twentieth of the tests.
            node.render_annotated = MethodType(render, node)
            return render(node, context)

        Node.render_annotated = render_and_record

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Adds what a process of xdist rendered."""
        output = getattr(node, "workeroutput", {})
        for path, lines in output.get("rendered_lines", {}).items():
            self.rendered[path].update(lines)

    def pytest_sessionfinish(self, session):
        if hasattr(self.config, "workeroutput"):
            lines = {path: sorted(each) for path, each in self.rendered.items()}
            self.config.workeroutput["rendered_lines"] = lines
            return
        lines = renderable_lines()
        self.total = sum(map(len, lines.values()))
        self.missed = {path: each - self.rendered[path] for path, each in lines.items()}
        missed = sum(map(len, self.missed.values()))
        self.percentage = 100 * (1 - missed / self.total)
        if self.percentage < self.config.getoption("--template-coverage"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("lines of templates that no test rendered")
        for path, numbers in sorted(self.missed.items()):
            if numbers:
                name = Path(path).relative_to(settings.BASE_DIR)
                terminalreporter.line(f"{name}: {', '.join(map(str, sorted(numbers)))}")
        rendered = f"{self.percentage:.1f} % of {self.total} lines rendered"
        floor = self.config.getoption("--template-coverage")
        terminalreporter.line(f"{rendered}; the floor is {floor:g} %")


def renderable_lines() -> Lines:
    """The lines with tags and variables in the templates of this project."""
    engine = engines["django"].engine
    lines: Lines = {}
    for folder in engine.dirs:
        for path in Path(folder).rglob("*.*"):
            template = engine.get_template(str(path.relative_to(folder)))
            lines[str(path)] = {
                node.token.lineno
                for node in renderable_nodes(template.nodelist)
                if node.token is not None and not isinstance(node, NOT_RENDERED)
            }
    return lines


def renderable_nodes(nodelist):
    """All nodes below; outside its blocks a template that extends another has none."""
    extends = nodelist.get_nodes_by_type(ExtendsNode)
    if not extends:
        return nodelist.get_nodes_by_type(Node)
    blocks = extends[0].nodelist.get_nodes_by_type(BlockNode)
    return {node for block in blocks for node in block.nodelist.get_nodes_by_type(Node)}
