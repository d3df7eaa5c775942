"""What is done before the first page is shown does not grow with the library: counted, since seconds depend on the machine."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.suggestions import suggest
from corpus.library import Library
from index.build import update_index
from index.store import Store
from ui.server import page_server
from ui.serving import build_page

FEW, MANY = 3, 60


def indexed(folder: Path, documents: int) -> tuple[Path, Path]:
    for number in range(documents):
        path = folder / "documents" / f"quay-{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Quay {number}\n\nThe harbour office closed quay number {number} for repairs.\n", encoding="utf-8")
    update_index(Library(folder / "documents"), folder / "index", HashingEncoder())
    return folder / "documents", folder / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many rows were read from the index, by query."""
    counted: Counter[str] = Counter()
    plain = Store._rows

    def rows(store: Store, query: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        found = plain(store, query, values)
        counted[" ".join(query.split()[:2])] += len(found)
        return found

    monkeypatch.setattr(Store, "_rows", rows)
    return counted


def first_page(documents: Path, index: Path) -> None:
    async def make() -> object:
        # Outside a running loop Gradio makes event loops that nobody closes.
        return page_server(build_page(Assistant(index, HashingEncoder()), Library(documents), index), "127.0.0.1", 7860).config.app

    with TestClient(asyncio.run(make()), base_url="http://127.0.0.1:7860") as browser:  # type: ignore[arg-type]
        assert "Rapporteur" in browser.get("/").text
        assert browser.get("/config").status_code == 200
        assert browser.get("/api/v1/health").json()["documents"] in (FEW, MANY)
        assert browser.get("/api/v1/metrics").status_code == 200


def test_nothing_is_read_before_the_first_page_whatever_the_size(tmp_path: Path, read: Counter[str]) -> None:
    counts = []
    for documents in (FEW, MANY):
        places = indexed(tmp_path / str(documents), documents)
        read.clear()
        first_page(*places)
        counts.append(dict(read))
    assert counts[0] == counts[1]
    assert sum(counts[1].values()) < FEW


def test_suggestions_read_a_bounded_part_of_a_library(tmp_path: Path) -> None:
    _, index = indexed(tmp_path, MANY)
    assistant, loaded = Assistant(index, HashingEncoder()), Counter[str]()
    opened = assistant.index
    assert suggest((opened.document(summary.document_id) for summary in opened.documents()[:40]), 4) == assistant.suggestions(4)
    plain = opened.document
    opened.document = lambda name: (loaded.update([name]), plain(name))[1]  # type: ignore[method-assign]
    assistant.suggestions(4)
    assert 0 < len(loaded) <= 40


def test_gradio_is_imported_without_writing_or_parsing_its_own_sources() -> None:
    said = "import ast, ui.page.offline_gradio; from gradio import component_meta as m; print(m.create_or_modify_pyi.__module__)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "ui.page.offline_gradio"


def test_products_of_matrices_are_not_shared_out_over_threads() -> None:
    """Two threads of OpenBLAS that wait for each other on a busy machine make a question fifty times slower."""
    program = "import sys; sys.argv[1:] = ['--version']\nfrom ui.command_line import main\ntry: main()\nexcept SystemExit: pass\n"
    check = "assert 'numpy' not in sys.modules; import os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    done = subprocess.run([sys.executable, "-c", program + check], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "1"
