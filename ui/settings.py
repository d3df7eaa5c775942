"""Settings, read once at the edge.

What enters: flags, the environment, and config.toml, in that order of precedence. What leaves: one frozen Settings. It
deliberately reads nothing later: everything below takes plain arguments.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from corpus.errors import RapporteurError
from index.bundled_models import BUNDLED, Model
from index.milvus.client import MilvusServer


class SettingsError(RapporteurError):
    """A setting has a name or a value that is not known."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set. Environment variables are RAPPORTEUR_ and the field's name in capitals.

    `index`: folder of the index. `model`: folder of a sentence-transformers model, in place of
    `encoder`: one of those that packages bring; neither leaves it to the index, or for a new one to the default. `quotes`:
    quotes per answer at most. `host`, `port`: where the page listens. `users`: the file that names who may use it. `address`: what
    people type to reach the page, where a proxy stands before it. `writer`: an address or a GGUF file of a language model that writes
    above the quotes; `writer_shows`: what becomes of its sentences that fail the check; `writer_beyond` allows another machine. The
    limits are a person's, 0 for none; `connections` are everybody's.
    """

    index: Path
    model: Path | None = None
    quotes: int = 5
    host: str = "127.0.0.1"
    port: int = 7860
    users: Path = Path("users.json")
    address: str = ""
    questions_per_minute: int = 120
    changes_per_minute: int = 600
    connections: int = 1000
    engine: str = "faiss"
    uri: str = "./rapporteur.db"
    milvus_token: str = field(default="", repr=False)
    encoder: str = ""
    writer: str = ""
    writer_model: str = ""
    writer_shows: Literal["struck", "dropped"] = "struck"
    writer_beyond: bool = False
    writer_key: str = field(default="", repr=False)

    @property
    def chosen_model(self) -> Model | None:
        """The model to search with: a folder, or one that a package brings; None where nobody chose, which leaves it to the index."""
        return self.model or next((name for name in BUNDLED if name == self.encoder), None)

    @property
    def milvus(self) -> MilvusServer | None:
        """Where the index is when Milvus is its engine; None when it is in flat files."""
        return MilvusServer(self.uri, self.milvus_token) if self.engine == "milvus" else None


def load_settings(environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from flags (None means not given), the environment and config.toml. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    data = _home(environment, "XDG_DATA_HOME", ".local/share")
    values: dict[str, object] = {each.name: each.default for each in fields(Settings)} | {"index": data / "index", "users": data / "users.json"}
    values |= _from_file(_home(environment, "XDG_CONFIG_HOME", ".config") / "config.toml")
    values |= {
        field.name: environment[f"RAPPORTEUR_{field.name.upper()}"]
        for field in fields(Settings)
        if environment.get(f"RAPPORTEUR_{field.name.upper()}")
    }
    values |= {name: value for name, value in flags.items() if value is not None}
    return Settings(
        index=Path(str(values["index"])).expanduser(),
        model=Path(str(values["model"])).expanduser() if values.get("model") else None,
        quotes=_number("quotes", values["quotes"], 1, 50),
        host=str(values["host"]),
        port=_number("port", values["port"], 0, 65535),
        users=Path(str(values["users"])).expanduser(),
        address=str(values["address"]),
        questions_per_minute=_number("questions_per_minute", values["questions_per_minute"], 0, 1_000_000),
        changes_per_minute=_number("changes_per_minute", values["changes_per_minute"], 0, 1_000_000),
        connections=_number("connections", values["connections"], 0, 1_000_000),
        engine=_one_of("engine", str(values["engine"]), ("faiss", "milvus")),
        uri=str(values["uri"]),
        milvus_token=str(values["milvus_token"]),
        encoder=_encoder(values),
        writer=str(values["writer"]),
        writer_model=str(values["writer_model"]),
        writer_shows=_shows(str(values["writer_shows"])),
        writer_beyond=_yes("writer_beyond", values["writer_beyond"]),
        writer_key=str(values["writer_key"]),
    )


def _home(environment: Mapping[str, str], variable: str, otherwise: str) -> Path:
    base = environment.get(variable)
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / otherwise) / "rapporteur"


def _from_file(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    known = {field.name for field in fields(Settings)} - {"milvus_token", "writer_key"}  # a secret is read from the environment alone
    if unknown := sorted(set(values) - known):
        raise SettingsError(f"{path} sets {unknown[0]!r}, which is no setting; known are {', '.join(sorted(known))}")
    return values


def _encoder(values: Mapping[str, object]) -> str:
    named = str(values.get("encoder") or "")
    if named and values.get("model"):
        raise SettingsError(f"encoder is {named!r} and model is {str(values['model'])!r}: they choose the same thing; set one of them")
    return _one_of("encoder", named, tuple(BUNDLED)) if named else ""


def _shows(value: str) -> Literal["struck", "dropped"]:
    return "dropped" if _one_of("writer_shows", value, ("struck", "dropped")) == "dropped" else "struck"


def _yes(name: str, value: object) -> bool:
    return _one_of(name, str(value).lower(), ("true", "false")) == "true"


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def _number(name: str, value: object, lowest: int, highest: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = lowest - 1
    if not lowest <= number <= highest:
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from {lowest} to {highest}")
    return number
