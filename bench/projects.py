"""The two projects that bench/run compares, set up in a temporary folder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
WAGTAIL = Path(sys.executable).with_name("wagtail")
MEASURED = 20
Facts = dict[str, Any]


@dataclass(frozen=True)
class Projects:
    """A folder with both projects, and a PostgreSQL server's URL, or "" for SQLite."""

    folder: Path
    server_url: str

    def database_url(self, project: str) -> str:
        if not self.server_url:
            return f"sqlite:///{self.folder / project / 'gait.sqlite3'}"
        parts = urlsplit(self.server_url)
        name = f"/{parts.path.strip('/') or 'bench'}_{project}"
        return urlunsplit(parts._replace(path=name))

    @property
    def gait(self) -> dict[str, str]:
        """Gait's environment."""
        return {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATA_DIR": str(self.folder / "gait"),
            "DATABASE_URL": self.database_url("gait"),
            "DEBUG": "false",
        }

    @property
    def stock(self) -> dict[str, str]:
        """The stock project's environment."""
        return {
            "DJANGO_SETTINGS_MODULE": "stock.settings.bench",
            "DATABASE_URL": self.database_url("stock"),
        }

    def set_up(self, articles: int) -> tuple[Facts, Facts]:
        """Fills both; what is in them."""
        self._recreate_databases()
        with ThreadPoolExecutor() as pool:
            gait = pool.submit(self.fill_gait, articles)
            pool.submit(self._migrate_stock).result()
            facts = gait.result()
        stock = self.folder / "stock.json"
        words = [str(articles), str(self.folder / "gait.json"), str(stock)]
        self._run(["fill.py", *words], self.stock, self.folder / "stock")
        return facts, json.loads(stock.read_text())

    def fill_gait(self, articles: int) -> Facts:
        """Fills Gait's database; what is in it."""
        (self.folder / "gait").mkdir(parents=True)
        file = self.folder / "gait.json"
        words = ["-m", "bench.prepare", str(articles), str(MEASURED), str(file)]
        self._run(words, {**self.gait, "LOG_LEVEL": "ERROR"}, ROOT)
        return json.loads(file.read_text())

    def _migrate_stock(self) -> None:
        """Begins a project as Wagtail's documentation does, and adds the articles."""
        project = self.folder / "stock"
        project.mkdir()
        begin = [WAGTAIL, "start", "stock", project]
        subprocess.run(begin, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        shutil.copytree(ROOT / "bench" / "stock", project, dirs_exist_ok=True)
        shutil.copy(ROOT / "bench" / "publishing.py", project)
        for command in ("makemigrations", "articles"), ("migrate",):
            self._run(["manage.py", *command, "-v", "0"], self.stock, project)

    def publish(self, times: int) -> tuple[float, float]:
        """CPU milliseconds of publishing an article in Gait and in the stock project."""
        gait = ["-m", "bench.publishing", str(times)]
        stock = ["publishing.py", str(times)]
        return (
            float(self._run(gait, {**self.gait, "LOG_LEVEL": "ERROR"}, ROOT)),
            float(self._run(stock, self.stock, self.folder / "stock")),
        )

    def _run(self, words: list[str], environment: Mapping[str, str], cwd: Path) -> str:
        done = subprocess.run(  # noqa: S603 - files of this folder
            [sys.executable, *words],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def _recreate_databases(self) -> None:
        if self.server_url:
            self.drop_databases()
            with psycopg.connect(self._administration, autocommit=True) as connection:
                for name in self._names:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def drop_databases(self) -> None:
        if self.server_url:
            with psycopg.connect(self._administration, autocommit=True) as connection:
                for name in self._names:
                    connection.execute(
                        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
                    )

    @property
    def _administration(self) -> str:
        return urlunsplit(urlsplit(self.server_url)._replace(path="/postgres"))

    @property
    def _names(self) -> list[sql.Identifier]:
        urls = map(self.database_url, ("gait", "stock"))
        return [sql.Identifier(urlsplit(url).path.strip("/")) for url in urls]
