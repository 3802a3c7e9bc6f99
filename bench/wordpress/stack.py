"""MariaDB, PHP-FPM with one process, and nginx in one process tree, for WordPress.

    python -m bench.wordpress.stack FOLDER PORT

Runs until SIGTERM. The folder is one that ``bench.wordpress.project`` began.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.wordpress.project import mariadb, php_fpm

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
FPM_CONFIGURATION = """
[global]
error_log = {folder}/fpm.log
daemonize = no
[www]
listen = {folder}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 1
clear_env = no
{user}
"""
NGINX_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
        index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location ~ \\.php$ {{
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param HTTP_HOST 127.0.0.1:{port};
            fastcgi_buffers 64 16k;
            fastcgi_pass unix:{folder}/fpm.sock;
        }}
    }}
}}
"""


def main(folder: Path, port: int) -> None:
    os.environ["BENCH_FOLDER"] = str(folder)
    running = [
        start(command)
        for command in (mariadb(folder), php(folder), nginx(folder, port))
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        signal.pause()
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def start(command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603 - commands of this folder


def php(folder: Path) -> list[str | Path]:
    configuration = folder / "fpm.conf"
    as_root = os.geteuid() == 0
    user = "user = root\ngroup = root" if as_root else ""
    configuration.write_text(FPM_CONFIGURATION.format(folder=folder, user=user))
    return [php_fpm()[-1], *(["-R"] if as_root else []), "-y", configuration]


def nginx(folder: Path, port: int) -> list[str | Path]:
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX_CONFIGURATION.format(folder=folder, port=port))
    return [NGINX, "-c", configuration, "-p", folder]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
