"""How does a command get a PostgreSQL server of its own? `postgres.py COMMAND...` starts one while that runs.

The server listens on a socket in a temporary folder, which the command finds in THROUGH_CODEMOD_POSTGRES, and has its
data there too. Where no server can be started the command runs all the same, and stderr says why there is none.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOCKET = "THROUGH_CODEMOD_POSTGRES"
QUIET: Mapping[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def programs() -> Path | None:
    """Return the folder that holds `initdb` and `pg_ctl`; Debian does not put it on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which("initdb")
    folders = [*([Path(found).resolve().parent] if found else []), *debian]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def somebody() -> Mapping[str, Any]:
    """Return what makes a process run as an unprivileged user, which the server insists on."""
    if os.geteuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server() -> Iterator[str]:
    """Yield the folder of a server's socket for as long as the block lasts, or an empty text and say why."""
    folder = programs()
    if folder is None:
        print("no PostgreSQL server is installed here; its tests are skipped", file=sys.stderr)
        yield ""
        return
    user = somebody()
    with tempfile.TemporaryDirectory(prefix="matrix-", ignore_cleanup_errors=True) as scratch:
        if user:
            os.chown(scratch, user["user"], user["group"])
        data = f"{scratch}/data"

        def run(name: str, *arguments: str) -> None:
            subprocess.run([folder / name, "-D", data, *arguments], check=True, cwd=scratch, **QUIET, **user)

        try:
            run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
            run("pg_ctl", "start", "-w", "-l", f"{scratch}/log", "-o", f"-k {scratch} {OPTIONS}")
        except (OSError, subprocess.CalledProcessError) as error:
            output = getattr(error, "stdout", None) or str(error)
            print(f"no PostgreSQL server could be started; its tests are skipped: {output[-500:]}", file=sys.stderr)
            yield ""
            return
        try:
            yield scratch
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")


def main(command: Sequence[str]) -> int:
    """Run the command with a server, and return its exit code."""
    with server() as socket:
        return subprocess.run(command, check=False, env={**os.environ, SOCKET: socket}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
