"""The command `rapporteur evaluate`.

What enters: collections and options. What leaves: tables, JSON, an HTML page, or a new collection to fill in. It deliberately
measures nothing itself.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import CollectionError
from ui.commands.options import EncoderOption, IndexOption, JsonOption, ModelOption
from ui.commands.output import print_json, require_place, write_file
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.evaluation import Evaluation
    from index.encoder import Encoder

Collections = Annotated[list[Path], typer.Argument(metavar="COLLECTION…", help="Folders with documents/ and questions.jsonl.")]
LimitOption = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Only the first N questions of each.", show_default=False)]
SaveOption = Annotated[Path | None, typer.Option("--save", metavar="RUN.json", help="Keep the run, to compare with later.", show_default=False)]
PageOption = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page with plots and every miss.", show_default=False)]
CompareOption = Annotated[Path | None, typer.Option("--compare", metavar="RUN.json", help="Show what changed since a kept run.", show_default=False)]
AblateOption = Annotated[bool, typer.Option("--ablate", help="Measure what each part of the recipe adds.")]
LanguagesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--language", metavar="CODE", help="Ask the questions of questions.CODE.jsonl instead; may be given several times.", show_default=False
    ),
]
InitOption = Annotated[bool, typer.Option("--init", help="Start a collection in COLLECTION from the indexed library, for you to fill in.")]


def evaluate(
    collections: Collections,
    as_json: JsonOption = False,
    limit: LimitOption = None,
    save: SaveOption = None,
    page: PageOption = None,
    compare: CompareOption = None,
    ablate: AblateOption = False,
    init: InitOption = False,
    index_folder: IndexOption = None,
    languages: LanguagesOption = None,
    model: ModelOption = None,
    encoder_name: EncoderOption = None,
) -> None:
    """Measure answers on questions with known evidence."""
    settings = load_settings(index=index_folder, model=model, encoder=encoder_name)
    if init:
        _start(collections, settings)
        return
    if ablate and (as_json or save or page or compare):
        raise CollectionError("--ablate prints its own table; leave out --json, --save, --html and --compare")
    asked = ["" if language == "en" else language for language in languages or [""]]
    before = _validated(
        [(collection, language) for collection in collections for language in asked], compare, [path for path in (save, page) if path]
    )
    from index.encoder import OnnxEncoder
    from index.model import default_cache
    from ui.commands import terminal

    encoder = OnnxEncoder.open(settings.chosen_model, default_cache())
    if ablate:
        _show_ladders(collections, encoder, limit, index_folder, asked)
        return
    evaluations = [_measured(collection, encoder, limit, index_folder, language) for collection in collections for language in asked]
    if save:
        from assistant.runs import write_run

        write_run(save, evaluations)
    if page:
        from ui.commands.evaluation_page import evaluation_page

        write_file(page, evaluation_page(evaluations).encode("utf-8"))
    if as_json:
        from ui.forms import evaluation_record

        for evaluation in evaluations:
            print_json(evaluation_record(evaluation))
        return
    from ui.commands.evaluation_report import show_comparison, show_evaluation

    for evaluation in evaluations:
        if compare:
            show_comparison(terminal.console(), next((run for run in before if run.collection == evaluation.collection), None), evaluation)
        else:
            show_evaluation(terminal.console(), evaluation)


def _validated(collections: list[tuple[Path, str]], compare: Path | None, written: list[Path]) -> "list[Evaluation]":
    """Look at everything that could end the command before the minutes it takes. Returns the kept run to compare with."""
    from assistant.gold import questions_of
    from assistant.runs import read_run
    from corpus.library import Library

    for collection, language in collections:
        questions_of(collection, language)
        Library(collection / "documents")
    for path in written:
        require_place(path)
    return read_run(compare) if compare else []


def _measured(collection: Path, encoder: "Encoder", limit: int | None, index_folder: Path | None, language: str) -> "Evaluation":
    from assistant.evaluation import evaluate_collection
    from ui.commands.terminal import progress_bar

    with progress_bar() as progress:
        return evaluate_collection(collection, encoder, _index_of(collection, index_folder, encoder), limit, progress, language)


def _show_ladders(collections: list[Path], encoder: "Encoder", limit: int | None, index_folder: Path | None, languages: list[str]) -> None:
    from assistant.ablation import ladder
    from assistant.evaluation import measured_name, opened_collection
    from ui.commands import terminal
    from ui.commands.evaluation_report import show_ladder

    for collection, language in ((collection, language) for collection in collections for language in languages):
        with terminal.progress_bar() as progress:
            where = _index_of(collection, index_folder, encoder)
            assistant, questions = opened_collection(collection, encoder, where, limit, progress, language)
            rungs = ladder(assistant, questions, progress)
        show_ladder(terminal.console(), measured_name(collection, language), rungs)


def _index_of(collection: Path, index_folder: Path | None, encoder: "Encoder") -> Path:
    from index.bundled_models import BUNDLED
    from index.model import default_cache

    name = collection.resolve().name
    if index_folder:
        return index_folder / name
    default = encoder.fingerprint.startswith(BUNDLED["default"].sha256[:16])
    return default_cache() / "evaluations" / (name if default else f"{name}-{encoder.fingerprint[:16]}")


def _start(collections: list[Path], settings: Settings) -> None:
    from assistant.assistant import Assistant
    from assistant.evaluation import start_collection
    from index.build import documents_folder

    folder = documents_folder(settings.index)
    if len(collections) != 1 or folder is None:
        raise CollectionError("name one folder for the new collection, and index a library first: rapporteur index FOLDER")
    assistant = Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus)
    written = start_collection(assistant, folder, collections[0])
    typer.echo(f"{written} questions to look through and fill in: {collections[0] / 'questions.jsonl'}")
