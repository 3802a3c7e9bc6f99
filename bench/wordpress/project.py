"""WordPress of Debian's packages with the articles of bench/run.

Installed are ``wordpress``, ``wordpress-theme-twentytwentythree``, ``php-fpm``,
``php-mysql`` and ``mariadb-server``.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGE = Path("/usr/share/wordpress")
THEME = "wp-content/themes/twentytwentythree"
MARIADB = Path("/usr/sbin/mariadbd")
START_WITHIN_SECONDS = 60


def is_installed() -> bool:
    needed = [PACKAGE / THEME, MARIADB]
    return all(map(Path.exists, needed)) and bool(php_fpm())


def php_fpm() -> list[Path]:
    """The programs of PHP-FPM, the newest last."""
    return sorted(MARIADB.parent.glob("php-fpm*"))


def version() -> str:
    """Of WordPress."""
    lines = (PACKAGE / "wp-includes/version.php").read_text().splitlines()
    [line] = [each for each in lines if each.startswith("$wp_version")]
    return line.split("'")[1]


def begin(folder: Path) -> None:
    """Lays out the files, and an empty database."""
    folder.mkdir()
    shutil.copytree(PACKAGE, folder / "site", ignore_dangling_symlinks=True)
    shutil.copy(HERE / "wp-config.php", folder / "site")
    shutil.copytree(PACKAGE / THEME, folder / "content/themes/twentytwentythree")
    plugins = folder / "content/mu-plugins"
    plugins.mkdir()
    shutil.copy(HERE / "many-comments.php", plugins)
    words = ["mariadb-install-db", f"--datadir={folder / 'mariadb'}", *_as_user()]
    run([*words, "--auth-root-authentication-method=normal", "--no-defaults"])


def mariadb(folder: Path) -> list[str | Path]:
    """The command of the database's server."""
    return [
        MARIADB,
        "--no-defaults",
        *_as_user(),
        f"--datadir={folder / 'mariadb'}",
        f"--socket={folder / 'mariadb.sock'}",
        f"--pid-file={folder / 'mariadb.pid'}",
        "--skip-networking",
    ]


def _as_user() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def fill(folder: Path, url: str, articles: int, gait_facts: Path) -> dict[str, Any]:
    """Installs WordPress in the running database; what is in it."""
    wait_for_database(folder)
    run(
        [
            "mariadb",
            f"--socket={folder / 'mariadb.sock'}",
            "-e",
            "CREATE DATABASE wordpress",
        ]
    )
    words = [folder / "site", url, str(articles), gait_facts]
    printed = php(folder, "fill.php", words)
    return json.loads(printed[printed.index("{") :])


def wait_for_database(folder: Path) -> None:
    ends = time.monotonic() + START_WITHIN_SECONDS
    while not (folder / "mariadb.sock").exists():
        if time.monotonic() > ends:
            raise SystemExit(f"MariaDB did not start; see the log in {folder.parent}.")
        time.sleep(0.1)


def publish(folder: Path, article: int, times: int) -> float:
    """CPU milliseconds of PHP for publishing an article."""
    words = [folder / "site", str(article), str(times)]
    return float(php(folder, "publish.php", words))


def php(folder: Path, script: str, words: Sequence[str | Path]) -> str:
    return run(["php", HERE / script, *words], {"BENCH_FOLDER": str(folder)})


def run(words: Sequence[str | Path], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(  # noqa: S603 - commands of this file
        words,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
