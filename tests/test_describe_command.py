"""`rapporteur describe` and `rapporteur statistics` over a real index: facts beside the file, and numbers that follow."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from test_command_line import environment

COMMAND = Path(sys.executable).with_name("rapporteur")
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.model


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "note.md").write_text("# The ferry\n\nThe ferry leaves at nine from the second pier.\n")
    (tmp_path / "documents" / "other.txt").write_text("The harbour master counted ships all day.\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(COMMAND), *arguments, "--index", str(tmp_path / "index")]
        return subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=60)

    assert run("index", str(tmp_path / "documents")).returncode == 0
    return run


def test_facts_are_stated_counted_and_taken_back(run: Run, tmp_path: Path) -> None:
    stated = run("describe", "note.md", "--date", "29 November 2023", "--publisher", "Lake Secretariat", "--json")
    assert json.loads(stated.stdout) == {"document_id": "note.md", "given": {"date": "2023-11-29", "publisher": "Lake Secretariat"}}, stated.stderr
    counted = json.loads(run("statistics", "--json").stdout)
    assert (counted["documents"], counted["first_date"], counted["words"]) == (2, "2023-11-29", {"number": 19, "exact": True})
    assert counted["publishers"] == {"counts": [{"value": "Lake Secretariat", "documents": 1}], "unstated": 1}
    assert run("describe", "note.md").stdout == "date: 2023-11-29\npublisher: Lake Secretariat\n"
    assert run("describe", "note.md", "--date", "", "--publisher", "").returncode == 0
    assert not (tmp_path / "documents" / "note.md.toml").exists()
    assert "2 documents in 2 files" in run("statistics").stdout
    failed = run("describe", "note.md", "--date", "soon")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "write it as 2023-11-29" in failed.stderr
