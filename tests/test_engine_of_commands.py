"""Every command that opens an index opens the one of the engine that is set."""

from pathlib import Path
from typing import Any

import pytest

from index.milvus.client import MilvusServer
from ui.commands import doctor, evaluation_command, mcp_command
from ui.settings import load_settings

SET = MilvusServer("http://milvus.example:19530", "")


class OpenedError(Exception):
    """Raised in place of opening an index, with the engine that was named."""


@pytest.fixture
def milvus_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*given: Any, milvus: MilvusServer | None = None, **more: Any) -> None:
        raise OpenedError(milvus)

    monkeypatch.setenv("RAPPORTEUR_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("RAPPORTEUR_ENGINE", "milvus")
    monkeypatch.setenv("RAPPORTEUR_URI", SET.uri)
    monkeypatch.setattr("assistant.assistant.Assistant.open", opened)
    monkeypatch.setattr("index.build.documents_folder", lambda index: tmp_path)


def test_the_tools_answer_from_it(milvus_is_set: None) -> None:
    with pytest.raises(OpenedError) as raised:
        mcp_command.mcp()
    assert raised.value.args == (SET,)


def test_a_collection_is_begun_from_it(milvus_is_set: None, tmp_path: Path) -> None:
    with pytest.raises(OpenedError) as raised:
        evaluation_command.evaluate([tmp_path / "new"], init=True)
    assert raised.value.args == (SET,)


def test_it_is_what_doctor_mends(milvus_is_set: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mended: list[object] = []
    monkeypatch.setattr(doctor, "documents_folder", lambda index: tmp_path)
    monkeypatch.setattr(doctor, "chosen_encoder", lambda *given: None)
    monkeypatch.setattr(doctor, "update_all", lambda *given: mended.append(given[-1]))
    doctor.mend(load_settings(), lambda stage, done, total: None)
    assert mended == [SET]
