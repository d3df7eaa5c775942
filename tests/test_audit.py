"""The audit that CI makes: findings fail it unless they are accepted with a reason, and what could not be asked is said."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    found = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def package(*findings: str) -> dict[str, Any]:
    return {"name": "ferry", "version": "1.0", "vulns": [{"id": name, "aliases": ["CVE-1"], "fix_versions": ["1.1"]} for name in findings]}


def test_a_finding_fails_and_says_what_mends_it(audit: ModuleType) -> None:
    said, wrong = audit.judged([package("PYSEC-1"), package()], {})
    assert wrong == 1
    assert "ferry 1.0: PYSEC-1; mended in 1.1" in said


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-1"])
def test_an_accepted_finding_does_not_fail_and_says_why(audit: ModuleType, name: str) -> None:
    said, wrong = audit.judged([package("PYSEC-1")], {name: "the part is never called"})
    assert wrong == 0
    assert "ferry 1.0: PYSEC-1, accepted: the part is never called" in said


def test_what_is_accepted_and_found_no_more_has_to_go(audit: ModuleType) -> None:
    assert audit.judged([package()], {"PYSEC-2": "it was"})[1] == 1


@pytest.mark.parametrize("answer", [[], [{"name": "ferry", "skip_reason": "not known"}]])
def test_a_service_that_cannot_be_asked_is_said_and_fails_nothing(audit: ModuleType, answer: list[dict[str, Any]]) -> None:
    assert audit.judged(answer, {}) == (["the vulnerability service could not be asked; NOTHING WAS CHECKED"], 0)


def test_nothing_is_accepted_without_a_reason(audit: ModuleType) -> None:
    audit.accepted_findings(audit.ACCEPTED.read_text(encoding="utf-8"))
    assert audit.accepted_findings("# why\nPYSEC-1 never called\n") == {"PYSEC-1": "never called"}
    with pytest.raises(SystemExit):
        audit.accepted_findings("PYSEC-1\n")
