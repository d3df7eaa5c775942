"""The shape of the code, over its syntax trees: who may import whom, who owns which library, how long things may grow."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("corpus", "index", "assistant", "ui")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
MAX_MODULE_LINES = 250
MAX_FUNCTION_LINES = 60
MAX_PUBLIC_NAMES = 12

OWNERS = {
    "faiss": {"index/dense.py"},
    "onnxruntime": {"index/offline_onnxruntime.py", "corpus/scans/recognition_model.py"},
    "rapidocr_onnxruntime": {"corpus/scans/recognition_model.py"},
    "cv2": {"corpus/scans/recognition_model.py"},
    "tokenizers": {"index/encoder.py"},
    "torch": {"index/export.py"},
    "py3langid": {"corpus/language.py"},
    "onnx": {"index/multilingual_export.py"},
    "sentence_transformers": {"index/export.py"},
    "rank_bm25": {"index/lexical.py"},
    "sqlite3": {"index/store.py"},
    "Stemmer": {"index/words.py", "index/multilingual_words.py"},
    "trafilatura": {"corpus/text/html.py"},
    "markdown_it": {"corpus/text/markdown.py"},
    "yaml": {"corpus/text/markdown.py"},
    "charset_normalizer": {"corpus/decoding.py"},
    "sentencex": {"corpus/sentences.py"},
    "filelock": {"index/lock.py", "index/model.py", "assistant/conversations/files.py", "ui/service/accounts_file.py"},
    "argon2": {"ui/service/passwords.py"},
    "uvicorn": {"ui/server.py", "ui/service/connections.py"},
    "pymilvus": {"index/milvus/client.py"},
    "pypdfium2": {f"corpus/pdf/{name}.py" for name in ("file", "glyphs", "page", "page_image", "reader")},
    "PIL": {"corpus/scans/pictures.py"},
    "python_calamine": {"corpus/office/tables.py"},
    "olefile": {"corpus/mail/outlook.py", "corpus/office/embedded_files.py", "corpus/office/word97.py"},
    "msoffcrypto": {"corpus/office/encrypted_office.py"},
    "cryptography": {"corpus/office/encrypted_opendocument.py"},
    "lxml": {f"corpus/{name}.py" for name in ("mail/mail_text", "office/sheet_sizes", "office/xhtml", "office/xml_trees", "text/html_facts")}
    | {"assistant/proof/draft_comments.py", "assistant/proof/draft_html.py"},
    "mcp": {"ui/service/mcp_server.py"},
    "openai": {"assistant/writing/server_writer.py"},
    "httpx2": {"assistant/writing/server_writer.py"},
    "xllamacpp": {"assistant/writing/gguf_writer.py"},
    "watchfiles": {"ui/commands/index_command.py"},
}
PURE = (
    "corpus/document.py corpus/reading.py corpus/parts.py corpus/packing.py corpus/names.py corpus/alphabets.py corpus/dates.py corpus/furniture.py "
    "corpus/sentences.py corpus/passages.py corpus/text/plain_text.py corpus/text/markdown.py "
    "corpus/pdf/lines.py corpus/pdf/columns.py corpus/pdf/layout.py corpus/pdf/headings.py corpus/pdf/words.py corpus/pdf/running_lines.py "
    "corpus/pdf/remarks.py corpus/scans/line_geometry.py corpus/scans/page_lines.py corpus/scans/places.py "
    "corpus/speech/speakers.py corpus/speech/quotes.py corpus/speech/clauses.py corpus/speech/turns.py "
    "index/words.py index/context.py index/ranking.py assistant/answer.py assistant/question.py assistant/conversation.py assistant/evidence.py "
    "assistant/selection.py assistant/abstention.py assistant/suggestions.py assistant/verification.py ui/forms.py ui/writing_forms.py "
    "assistant/writing/additions.py assistant/writing/addresses.py assistant/writing/alignment.py assistant/writing/checker.py "
    "assistant/writing/claims.py assistant/writing/derivation.py assistant/writing/form.py assistant/writing/instructions.py "
    "assistant/writing/names.py assistant/writing/omissions.py assistant/writing/operators.py assistant/writing/quantities.py "
    "assistant/writing/reported.py assistant/writing/sentence_stream.py assistant/writing/sources.py assistant/writing/synonyms.py "
    "assistant/writing/figures.py assistant/writing/stated_dates.py assistant/writing/translation_check.py assistant/writing/units.py "
    "assistant/writing/wording.py assistant/writing/writer.py"
).split()
EDGES = {
    "open",
    "print",
    "input",
    "environ",
    "getenv",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "perf_counter",
    "time_ns",
    "now",
    "today",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every module a file imports, wherever in the file and also by its name as a string, with the names taken from it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), ()
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports by dots"
            yield node.module or "", tuple(alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    above = {module for module, _ in imports(path) if module.partition(".")[0] in LAYERS[layer + 1 :]}
    assert not above


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=name_of)
def test_names_come_from_the_module_that_defines_them(path: Path) -> None:
    for module, names in imports(path):
        if module.partition(".")[0] not in LAYERS:
            continue
        home = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        if not home.is_file():
            assert ROOT.joinpath(*module.split(".")).is_dir(), f"there is no module {module}"
            assert names and all(ROOT.joinpath(*module.split("."), f"{name}.py").is_file() for name in names), (
                f"{module} is a package: import {names} from its modules"
            )
            continue
        assert set(names) <= defined(home), f"{module} does not define {set(names) - defined(home)}"


def defined(path: Path) -> set[str]:
    """The names a module makes, and those it says in `__all__` that it hands on."""
    names: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            stored = [each for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            targets = {each.id for each in stored if isinstance(each.ctx, ast.Store)}
            names |= set(ast.literal_eval(node.value)) if "__all__" in targets else targets
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


@pytest.mark.parametrize("library", OWNERS)
def test_each_library_has_its_owner(library: str) -> None:
    users = {name_of(path) for path in MODULES if any(module.partition(".")[0] == library for module, _ in imports(path))}
    assert users == OWNERS[library]


def test_gradio_is_imported_by_the_page_alone() -> None:
    users = {name_of(path) for path in MODULES if any(module.partition(".")[0] == "gradio" for module, _ in imports(path))}
    assert users
    assert all(user.startswith("ui/") for user in users)
    assert not users & {f"ui/{name}.py" for name in ("command_line", "settings", "commands/terminal", "forms", "commands/doctor", "backend")}


def circle(reached: dict[str, set[str]]) -> tuple[str, ...]:
    """The first circle among things that reach one another; empty where there is none."""
    done: set[str] = set()

    def walk(thing: str, above: tuple[str, ...]) -> tuple[str, ...]:
        if thing in above:
            return (*above[above.index(thing) :], thing)
        if thing not in done:
            for below in sorted(reached.get(thing, set()) & set(reached)):
                if found := walk(below, (*above, thing)):
                    return found
            done.add(thing)
        return ()

    return next((found for thing in reached if (found := walk(thing, ()))), ())


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b", "elsewhere"}}) == ("b", "c", "b")
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ()


def test_parts_of_a_layer_do_not_import_each_other_in_circles() -> None:
    """Folders below a layer's; among all imports, late ones too: what a reader loads late it needs all the same."""
    reached: dict[str, set[str]] = {}
    for path in MODULES:
        layer, *folders = path.parent.relative_to(ROOT).parts
        if folders:
            own = ".".join((layer, *folders))
            parts = {".".join(module.split(".")[:2]) for module, _ in imports(path) if module.startswith(f"{layer}.")}
            reached.setdefault(own, set()).update(parts - {own})
    assert {"corpus.pdf", "corpus.scans"} <= set(reached)
    assert not circle(reached)


def test_modules_do_not_import_each_other_in_circles() -> None:
    """Among imports that run when a module is loaded."""
    reached: dict[str, set[str]] = {}
    for path in MODULES:
        own = name_of(path).removesuffix(".py").replace("/", ".")
        loaded = [node for node in tree(path).body if isinstance(node, ast.ImportFrom)]
        reached[own] = {
            f"{node.module}.{alias.name}" if (ROOT / (node.module or "")).is_dir() else node.module or "" for node in loaded for alias in node.names
        }
    assert not circle(reached)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_short_and_say_what_they_do(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES
    assert ast.get_docstring(tree(path)), "no docstring"
    if path.name != "__init__.py":
        docstring = " ".join((ast.get_docstring(tree(path)) or "").split())
        for part in ("What enters:", "What leaves:", "deliberately"):
            assert part in docstring


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_touch_nothing_outside(name: str) -> None:
    touched = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(tree(ROOT / name))
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    assert not touched & EDGES
    assert not {module.partition(".")[0] for module, _ in imports(ROOT / name)} & {
        "os",
        "sys",
        "io",
        "time",
        "random",
        "socket",
        "subprocess",
        "logging",
        "sqlite3",
        "shutil",
        "tempfile",
    }


def test_no_module_is_a_drawer_for_leftovers() -> None:
    assert not [
        name_of(path)
        for path in MODULES
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc", "managers", "manager", "base", "core"}
    ]


@pytest.mark.parametrize("package", ["corpus", "index", "assistant"])
def test_the_public_names_of_a_package_are_few_and_there(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__all__ == sorted(module.__all__)
    assert 0 < len(module.__all__) <= MAX_PUBLIC_NAMES
    for name in module.__all__:
        assert getattr(module, name).__module__.startswith(f"{package}.")
    with pytest.raises(AttributeError):
        _ = module.nothing_of_this_name


@pytest.mark.parametrize("package", LAYERS)
def test_nobody_else_owns_the_four_names(package: str) -> None:
    """pip overwrites silently: another distribution with such a package would break this one."""
    assert set(packages_distributions().get(package, ["rapporteur"])) == {"rapporteur"}
    assert Path(importlib.import_module(package).__file__ or "").resolve().is_relative_to(ROOT)


def test_tests_examples_and_benchmarks_are_folders_and_no_packages() -> None:
    assert not [name_of(path) for folder in ("tests", "examples", "benchmarks", "docs") for path in (ROOT / folder).rglob("__init__.py")]
    assert not [name_of(path) for layer in LAYERS for path in (ROOT / layer).rglob("__main__.py")]


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_every_test_file_says_what_it_tests(path: Path) -> None:
    docstring = ast.get_docstring(tree(path))
    assert docstring
