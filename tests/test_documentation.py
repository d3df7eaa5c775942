"""The documentation says what there is: every command, option and setting, every module, and no file that is not there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from ui.command_line import app
from ui.settings import Settings

ROOT = Path(__file__).parent.parent
USAGE = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_in_the_usage(command: str) -> None:
    assert f"`rapporteur {command}" in USAGE
    below = getattr(COMMANDS[command], "commands", {})
    assert all(f"`{name}" in USAGE or f"{command} {name}" in USAGE for name in below)
    for option in [option for each in (COMMANDS[command], *below.values()) for option in each.params]:
        for name in option.opts:
            assert not name.startswith("--") or name in USAGE, f"{name} of {command} is not in docs/usage.md"


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_usage(setting: str) -> None:
    assert f"| `{setting}` |" in USAGE
    assert f"RAPPORTEUR_{setting.upper()}" in USAGE


@pytest.mark.parametrize("package", ["corpus", "index", "assistant"])
def test_every_module_is_in_the_architecture(package: str) -> None:
    missing = [path.name for path in sorted((ROOT / package).glob("*.py")) if path.stem != "__init__" and f"`{path.name}`" not in ARCHITECTURE]
    assert missing == []


@pytest.mark.parametrize("document", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "examples" / "README.md"]))
def test_every_link_leads_to_a_file(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    named = set(re.findall(r"^\s+make (\w+)", README, re.MULTILINE))
    assert {"serve", "test"} <= named
    assert all(re.search(rf"^{name}:", MAKEFILE, re.MULTILINE) for name in named)
