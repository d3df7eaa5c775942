"""The command `rapporteur`, as real processes on a small library with the real model."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import SMALL_LIBRARY

COMMAND = Path(sys.executable).with_name("rapporteur")
COMMANDS = ("index", "add", "ask", "search", "export", "verify", "verify-quote", "check", "serve", "documents", "mcp", "evaluate", "doctor")
HEAVY = ("torch", "onnxruntime", "faiss", "gradio", "sentence_transformers", "trafilatura", "numpy", "tokenizers")
EVIL = "The \x1b[31mcaptain\x1b[0m painted the \x1b]0;owned\x07 lighthouse \x9b31m red\x08 \u202ein the autumn of 2019."

Result = subprocess.CompletedProcess[str]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment without this person's own settings; the model's cache stays."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORTEUR_")}
    return kept | {"XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"), "COLUMNS": "120"} | more


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library that was indexed with the real model, where the default index lives."""
    home = tmp_path_factory.mktemp("home")
    for name, text in {**SMALL_LIBRARY, "evil.txt": EVIL, "e\x1b[2Jvil.txt": EVIL.replace("painted", "repainted"), "table.sav": "PK"}.items():
        (home / "documents" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "documents" / name).write_text(text, newline="")
    done = subprocess.run([COMMAND, "index", home / "documents", "--json"], env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["added"]) == len(SMALL_LIBRARY) + 2
    assert [problem["document_id"] for problem in report["problems"]] == ["table.sav"]
    return home


Run = Callable[..., Result]


@pytest.fixture
def run(home: Path) -> Run:
    def run(*arguments: str | Path | bytes, stdin: str | bytes = "", **more: str) -> Result:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run([COMMAND, *arguments], env=environment(home, **more), input=given, capture_output=True, check=False, timeout=60)
        return Result(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def assert_said_in_one_line(result: Result, *words: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("rapporteur: ")
    for word in words:
        assert word in lines[0]


def assert_harmless(shown: str) -> None:
    assert not set(shown) & set("\x1b\x07\x9b\x08\u202e\x00")


# Without a model --------------------------------------------------------------------------------------------------------


def imported_by(code: str, *arguments: str | Path, home: Path) -> tuple[set[str], Result]:
    """The top-level modules a process has imported when it is done."""
    report = "import atexit, sys; atexit.register(lambda: print('\\nIMPORTED', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr));"
    done = subprocess.run([sys.executable, "-c", report + code, *arguments], env=environment(home), capture_output=True, text=True, check=False)
    return set(done.stderr.rpartition("IMPORTED")[2].split()), done


def test_help_of_every_command_imports_nothing_heavy(tmp_path: Path) -> None:
    code = f"from ui.command_line import app; [app([*name, '--help'], standalone_mode=False) for name in {[[], *([name] for name in COMMANDS)]}]"
    modules, done = imported_by(code, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "typer" in modules
    assert not modules & set(HEAVY)
    for command in COMMANDS:
        assert f"Usage: rapporteur {command}" in done.stdout or f" {command} [OPTIONS]" in done.stdout


def test_wrong_usage_ends_with_status_two(tmp_path: Path) -> None:
    for arguments in (["nonsense"], ["ask"], ["ask", "x", "--quotes", "0"], ["ask", "x", "--nothing"], ["search"]):
        done = subprocess.run([COMMAND, *arguments], env=environment(tmp_path), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Usage: rapporteur" in done.stderr


def test_the_version_is_that_of_the_distribution(tmp_path: Path) -> None:
    from importlib.metadata import version

    done = subprocess.run([COMMAND, "--version"], env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"rapporteur {version('rapporteur')}\n")


# With the real model ----------------------------------------------------------------------------------------------------

CITATION_FIELDS = [
    "number",
    "document_id",
    "start",
    "end",
    "quote",
    "title",
    "publisher",
    "date",
    "author",
    "speaker",
    "language",
    "locator",
    "page_kind",
    "pages",
    "heading_path",
    "paragraph",
    "score",
    "source_url",
    "also_in",
    "duplicate_of",
]
ANSWER_FIELDS = ["question", "query", "abstained", "certainty", "probability", "uncovered", "citations", "nearest", "timings_ms"]


def assert_exact(home: Path, record: dict[str, object], field: str = "quote") -> None:
    text = (home / "documents" / str(record["document_id"])).read_bytes().decode()
    assert text[record["start"] : record["end"]] == record[field]  # type: ignore[misc]


@pytest.mark.model
def test_ask_answers_with_the_quote_and_its_place(run: Run) -> None:
    result = run("ask", "How many vessels did the harbour master count?")
    assert (result.returncode, result.stderr) == (0, "")
    assert "The harbour master counted 412 vessels in February." in result.stdout.split("[2]")[0]
    assert "    2022-03-07 · paragraph 1 · harbour-note.txt" in result.stdout or "2022-03-07" in result.stdout
    assert "    Note on the harbour\n" in result.stdout


@pytest.mark.model
def test_ask_says_when_the_documents_do_not_answer(run: Run) -> None:
    result = run("ask", "What is the boiling point of tungsten carbide?")
    assert result.returncode == 0
    assert result.stdout.startswith("The documents do not answer this.\n")
    assert "tungsten" in result.stdout.splitlines()[1]


@pytest.mark.model
def test_ask_as_json_has_exactly_the_published_fields(run: Run, home: Path) -> None:
    result = run("ask", "Which bridge was closed to lorries?", "--json")
    assert result.stdout.count("\n") == 1
    answer = json.loads(result.stdout)
    assert list(answer) == ANSWER_FIELDS
    assert (answer["question"], answer["abstained"], answer["certainty"], answer["nearest"]) == (
        "Which bridge was closed to lorries?",
        False,
        "answers",
        [],
    )
    assert answer["citations"][0]["document_id"] == "bridges/north-bridge.txt"
    assert "closed to lorries" in answer["citations"][0]["quote"]
    assert set(answer["timings_ms"]) == {"encode", "retrieve", "evidence", "select", "total"}
    for number, citation in enumerate(answer["citations"], 1):
        assert list(citation) == CITATION_FIELDS
        assert citation["number"] == number
        assert_exact(home, citation)


@pytest.mark.model
def test_many_questions_are_answered_line_by_line(run: Run) -> None:
    questions = ["How many vessels were counted?", "", "Which bridge was closed?\r", "Wie tief ist der See? ü", "?!"]
    result = run("ask", "--json", "-", stdin="\n".join(questions))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.returncode, result.stderr) == (0, "")
    assert [answer["question"] for answer in answers] == [question.rstrip("\r") for question in questions]
    assert answers[1] == {
        "question": "",
        "abstained": True,
        "citations": [],
        "nearest": [],
        "timings_ms": {},
        "error": "the question is empty; ask in a few words what you want to know",
    }
    assert "holds no word" in answers[4]["error"]
    assert "412" in answers[0]["citations"][0]["quote"]
    assert answers[2]["citations"][0]["document_id"] == "bridges/north-bridge.txt"


@pytest.mark.model
def test_many_questions_are_printed_above_their_answers(run: Run) -> None:
    result = run("ask", "-", stdin="How many vessels were counted?\n\n  \r\n?!\nWhich bridge was closed?\n")
    assert (result.returncode, result.stderr) == (0, "")
    first, refused, last = result.stdout.split("\nQuestion: ")[1:]
    assert first.startswith("How many vessels were counted?\n") and "412" in first
    assert refused.startswith("?!\nthe question holds no word")
    assert last.startswith("Which bridge was closed?\n") and "closed to lorries" in last


@pytest.mark.model
def test_output_that_has_no_letter_for_it_gets_an_escape(run: Run) -> None:
    result = run("ask", "Which bridge was closed – é “x” 🚢?", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (result.returncode, result.stderr) == (0, "")
    assert "[1] \\u201c" in result.stdout
    assert run("--help", PYTHONIOENCODING="ascii", PYTHONUTF8="0").returncode == 0
    for encoding in ("ascii", "latin-1"):
        result = run("ask", "Which bridge was closed – é “x” 🚢?", "--json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
        assert json.loads(result.stdout)["question"] == "Which bridge was closed – é “x” 🚢?"


@pytest.mark.model
def test_bytes_that_are_no_text_are_asked_as_what_they_are_not(run: Run) -> None:
    result = run("ask", "--json", "-", stdin=b"How many \xff vessels?\n")
    assert json.loads(result.stdout)["question"] == "How many \ufffd vessels?"
    assert run("ask", "--json", b"How many \xff vessels?").returncode == 0
    assert run("search", "--json", b"\xff vessels").returncode == 0


@pytest.mark.model
def test_the_number_of_quotes_and_the_documents_can_be_narrowed(run: Run) -> None:
    one = json.loads(run("ask", "Which boats were counted or closed?", "--json", "--quotes", "1").stdout)
    assert len([citation for citation in one["citations"] or one["nearest"] if citation["duplicate_of"] is None]) == 1
    named = json.loads(run("search", "vessels", "--json", "--document", "harbour-note.txt", "--limit", "1").stdout)
    assert named["document_id"] == "harbour-note.txt"
    below = json.loads(run("ask", "What was closed?", "--json", "--document", "bridges/*").stdout)
    assert {citation["document_id"] for citation in [*below["citations"], *below["nearest"]]} == {"bridges/north-bridge.txt"}


@pytest.mark.model
def test_search_lists_passages_with_the_parts_of_their_scores(run: Run, home: Path) -> None:
    records = [json.loads(line) for line in run("search", "vessels in the harbour", "--json", "--limit", "3").stdout.splitlines()]
    assert [record["rank"] for record in records] == [1, 2, 3]
    assert list(records[0]) == ["rank", "document_id", "start", "end", "text", "heading_path", "score", "lexical", "dense", "late"]
    assert records[0]["document_id"] == "harbour-note.txt"
    for record in records:
        assert_exact(home, record, "text")
    assert run("search", "vessels", "--limit", "1").stdout.startswith(" 1. ")


@pytest.mark.model
def test_documents_lists_every_document_and_what_was_not_read(run: Run) -> None:
    records = [json.loads(line) for line in run("documents", "--json").stdout.splitlines()]
    *records, unread = records
    assert unread["document_id"] == "table.sav"
    assert "no reader for this kind of file" in unread["problem"]
    assert {record["problem"] for record in records} == {None}
    assert [record["document_id"] for record in records] == sorted([*SMALL_LIBRARY, "evil.txt", "e\x1b[2Jvil.txt"])
    note = next(record for record in records if record["document_id"] == "lake-meeting.md")
    assert {
        "title": "Lake meeting",
        "date": "2021-05-04",
        "publisher": "Lake Secretariat",
        "language": "en",
        "characters": len(SMALL_LIBRARY["lake-meeting.md"]),
    }.items() <= note.items()
    shown = run("documents").stdout
    assert f"{len(records)} documents" in shown
    assert "not read: table.sav: no reader for this kind of file" in shown


@pytest.mark.model
def test_what_a_document_holds_never_reaches_the_terminal_as_a_command(run: Run) -> None:
    for arguments in (
        ["ask", "Who painted the lighthouse?"],
        ["ask", "Who painted the lighthouse?", "--json"],
        ["search", "lighthouse"],
        ["documents"],
        ["documents", "--json"],
        ["doctor"],
        ["index"],
    ):
        result = run(*arguments)
        assert result.returncode == 0
        assert_harmless(result.stdout + result.stderr)
    assert "captain" in run("ask", "Who painted the lighthouse?").stdout


@pytest.mark.model
def test_doctor_finds_everything_sound_and_then_finds_the_damage(run: Run, tmp_path: Path, home: Path) -> None:
    index = tmp_path / "index"
    assert run("index", home / "documents", "--index", index).returncode == 0
    findings = [json.loads(line) for line in run("doctor", "--json", "--index", index).stdout.splitlines()]
    assert [finding["subject"] for finding in findings] == ["versions", "model weights", "model export", "index", "documents", "updates", "disk"]
    assert all(finding["sound"] for finding in findings)
    damaged = next(index.glob("segments/*/dense.faiss"))
    content = damaged.read_bytes()
    damaged.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    result = run("doctor", "--index", index)
    assert result.returncode == 1
    assert "dense.faiss was changed after it was written; run `rapporteur doctor --repair`" in result.stdout
    repaired = run("doctor", "--repair", "--index", index)
    assert repaired.returncode == 0
    assert "WRONG" not in repaired.stdout
    assert run("doctor", "--index", index).returncode == 0


@pytest.mark.model
def test_doctor_repairs_nothing(run: Run, tmp_path: Path) -> None:
    from index.bundled_models import BUNDLED
    from index.model import default_cache

    def finding() -> str:
        result = run("doctor", XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        return next(line for line in result.stdout.splitlines() if line.startswith("WRONG  model export"))

    assert "is not there yet; run `rapporteur index`" in finding()
    assert not (tmp_path / "rapporteur").exists()
    shutil.copytree(default_cache() / "models", tmp_path / "rapporteur" / "models")
    damaged = next(tmp_path.glob(f"rapporteur/models/{BUNDLED['default'].sha256[:16]}-*/model.onnx"))
    damaged.write_bytes(b"not a model")
    assert "is damaged; run `rapporteur index`" in finding()
    assert damaged.read_bytes() == b"not a model"


@pytest.mark.model
def test_errors_are_one_line_that_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config" / "rapporteur").mkdir(parents=True)
    (tmp_path / "config" / "rapporteur" / "config.toml").write_text("qoutes = 3")
    (tmp_path / "documents").mkdir()
    assert_said_in_one_line(run("ask", "x", "--index", tmp_path), "there is no index in", "run `rapporteur index FOLDER`")
    assert_said_in_one_line(run("ask", "x", "--index", "/no\nwhere\x1b[31m"), "there is no index in")
    assert_said_in_one_line(run("ask", ""), "the question is empty; ask in a few words")
    assert_said_in_one_line(run("ask", "", "--json"), "the question is empty; ask in a few words")
    assert_said_in_one_line(run("ask", "x" * 2001), "the limit is 2000")
    assert_said_in_one_line(run("ask", "x", "--document", "nothing*"), "no document fits the filter document 'nothing*'", "rapporteur documents")
    assert_said_in_one_line(run("ask", "x", RAPPORTEUR_QUOTES="many"), "quotes is 'many'", "from 1 to 50")
    assert_said_in_one_line(run("ask", "x", XDG_CONFIG_HOME=str(tmp_path / "config")), "config.toml sets 'qoutes'", "known are")
    assert_said_in_one_line(run("ask", "x", "--model", tmp_path), "holds no model.safetensors")
    assert_said_in_one_line(run("index", tmp_path / "nowhere"), "is not a folder; name the folder that holds your documents")
    assert_said_in_one_line(run("index", "--index", tmp_path / "index"), "name the folder of documents: rapporteur index FOLDER")
    assert_said_in_one_line(run("index", tmp_path / "documents", "--index", tmp_path / "documents"), "name another with --index")
    assert_said_in_one_line(run("evaluate", tmp_path), "questions.jsonl")
    (tmp_path / "questions.jsonl").write_text('{"id": "a", "question": "x", "answerable": false, "kind": "k", "evidence": []}\n')
    assert_said_in_one_line(run("evaluate", tmp_path, "--html", tmp_path / "nowhere" / "page.html"), "page.html cannot be written", "folder")
    assert_said_in_one_line(run("evaluate", tmp_path, "--save", tmp_path), "cannot be written: name a file")
    assert_said_in_one_line(run("evaluate", tmp_path, "--compare", tmp_path / "questions.jsonl"), "is not a kept run", "--save RUN.json")
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    assert_said_in_one_line(run("ask", "x", "--model", tmp_path), "holds no tokenizer.json", "sentence-transformers' layout")
    (tmp_path / "tokenizer.json").write_text("{}")
    assert_said_in_one_line(run("ask", "x", "--model", tmp_path), "cannot be loaded as a model", "RAPPORTEUR_MODEL")


@pytest.mark.model
def test_a_flag_overrules_the_environment_which_overrules_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rapporteur").mkdir()
    (tmp_path / "rapporteur" / "config.toml").write_text('index = "/from-the-file"')
    file = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert_said_in_one_line(run("documents", **file), "no index in /from-the-file")
    assert_said_in_one_line(run("documents", **file, RAPPORTEUR_INDEX="/from-the-environment"), "no index in /from-the-environment")
    assert_said_in_one_line(
        run("documents", "--index", "/from-the-flag", **file, RAPPORTEUR_INDEX="/from-the-environment"), "no index in /from-the-flag"
    )


@pytest.mark.model
@pytest.mark.parametrize("arguments", [["documents"], ["documents", "--json"], ["search", "ferry", "--limit", "10"], ["ask", "--json", "-"]])
def test_a_pipe_that_closes_early_is_no_error(home: Path, arguments: Sequence[str]) -> None:
    questions = subprocess.Popen([sys.executable, "-c", "print('Which bridge was closed?\\n' * 200)"], stdout=subprocess.PIPE)
    process = subprocess.Popen([COMMAND, *arguments], env=environment(home), stdin=questions.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) in {0, 1}
    questions.communicate()


@pytest.mark.model
def test_an_interrupt_ends_with_130_and_no_traceback(home: Path) -> None:
    process = subprocess.Popen(
        [COMMAND, "ask", "--json", "-"],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 – a shell's background jobs are born deaf to it
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("Which bridge was closed?\n")
    process.stdin.flush()
    assert process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    _, errors = process.communicate()
    assert "Traceback" not in errors


@pytest.mark.model
def test_asking_imports_neither_torch_nor_gradio(home: Path) -> None:
    code = "from ui.command_line import main; sys.argv[0] = 'rapporteur'; main()"
    modules, done = imported_by(code, "ask", "Which bridge was closed?", home=home)
    assert done.returncode == 0
    assert "onnxruntime" in modules
    assert not modules & {"torch", "gradio", "sentence_transformers", "transformers", "trafilatura"}


@pytest.mark.model
def test_the_commands_work_where_the_locale_is_plain(run: Run) -> None:
    result = run("ask", "Which bridge was closed?", LC_ALL="C")
    assert result.returncode == 0
    assert "“" in result.stdout


@pytest.mark.model
def test_nothing_but_the_model_is_left_in_the_cache_folder(tmp_path: Path) -> None:
    """onnxruntime's telemetry keeps a device id there, and sends; it is switched off before it is imported."""
    script = "import index.offline_onnxruntime as offline; offline.onnxruntime.SessionOptions()"
    subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert list(tmp_path.iterdir()) == []
