"""Does Neovim, set up as the README says, apply the action to a real file and save it?"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import through_codemod
from golden_cases import SCHOOL

HERE = Path(__file__).resolve().parent
README = (HERE.parent / "README.md").read_text("utf-8")
NEOVIM = shutil.which("nvim")

pytestmark = pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed here, so it is not tried")


@pytest.mark.parametrize(
    ("at", "action", "lines"),
    [
        ("course.students.add", "Rewrite `course.students.add`", "14"),
        ("course.students.set", "Rewrite `course.students.set`", "29"),
        ("course.students.set", "Rewrite all safe writes through accessors in this file", "1:99"),
    ],
)
def test_an_action_is_applied_and_saved(at: str, action: str, lines: str, tmp_path: Path) -> None:
    project = tmp_path / "school"
    shutil.copytree(SCHOOL, project)
    command = tmp_path / "bin" / "through-codemod"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m through_codemod "$@"\n', "utf-8")
    command.chmod(0o755)
    [setup] = re.findall(r"```lua\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "setup.lua").write_text(setup, "utf-8")
    file = project / "school" / "views.py"
    source = file.read_bytes()
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(Path(sys.prefix)),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "SETUP": str(tmp_path / "setup.lua"),
        "FILE": str(file),
        "AT": at,
        "ACTION": action,
    }
    assert NEOVIM is not None
    ended = subprocess.run(
        [NEOVIM, "--headless", "-u", "NONE", "-c", f"luafile {HERE / 'neovim.lua'}"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    seen = json.loads(ended.stdout.splitlines()[-1])
    assert "trouble" not in seen, (seen, ended.stderr)
    assert any(action in title for title in seen["titles"])
    assert "TM10" in seen["hover"]
    wanted = through_codemod(
        "fix", "-", "--lines", lines, "--stdin-filename", file, "--python", sys.executable, stdin=source
    )
    assert wanted.raw != source
    assert file.read_bytes() == wanted.raw
