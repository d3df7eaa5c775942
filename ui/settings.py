"""Settings, read once at the edge.

What enters: flags, the environment, and config.toml, in that order of precedence. What leaves: one frozen Settings. It
deliberately reads nothing later: everything below takes plain arguments.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from corpus.errors import RapporteurError
from index.milvus.client import MilvusServer


class SettingsError(RapporteurError):
    """A setting has a name or a value that is not known."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set. Environment variables are RAPPORTEUR_ and the field's name in capitals.

    `index`: folder of the index. `model`: folder of a sentence-transformers model, empty for the bundled one. `quotes`:
    quotes per answer at most. `host`, `port`: where the page listens.
    """

    index: Path
    model: Path | None = None
    quotes: int = 5
    host: str = "127.0.0.1"
    port: int = 7860
    engine: str = "faiss"
    uri: str = "./rapporteur.db"
    milvus_token: str = field(default="", repr=False)

    @property
    def milvus(self) -> MilvusServer | None:
        """Where the index is when Milvus is its engine; None when it is in flat files."""
        return MilvusServer(self.uri, self.milvus_token) if self.engine == "milvus" else None


def load_settings(environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from flags (None means not given), the environment and config.toml. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {"index": _home(environment, "XDG_DATA_HOME", ".local/share") / "index"}
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
        quotes=_number("quotes", values.get("quotes", 5), 1, 50),
        host=str(values.get("host", "127.0.0.1")),
        port=_number("port", values.get("port", 7860), 0, 65535),
        engine=_one_of("engine", str(values.get("engine", "faiss")), ("faiss", "milvus")),
        uri=str(values.get("uri", "./rapporteur.db")),
        milvus_token=str(values.get("milvus_token", "")),
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
    known = {field.name for field in fields(Settings)} - {"milvus_token"}  # a secret is read from the environment alone
    if unknown := sorted(set(values) - known):
        raise SettingsError(f"{path} sets {unknown[0]!r}, which is no setting; known are {', '.join(sorted(known))}")
    return values


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
