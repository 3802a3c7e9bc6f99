"""Wagtail's program ``wt``, run in processes that are forked after it was imported.

Importing it took most of the time of each command. Nothing of Django is imported here.
"""

import multiprocessing
import os
import sys

from wagtail_cli.cli.main import cli

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def run(arguments, folder, environment):
    """The exit code, and what is printed by the program in this folder."""
    output = folder / "output.txt"
    process = PROCESSES.Process(
        target=become, args=(arguments, folder, environment, output)
    )
    process.start()
    process.join()
    return process.exitcode, output.read_text()


def become(arguments, folder, environment, output):
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with output.open("wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.argv = ["wt", *arguments]
    sys.exit(cli())
