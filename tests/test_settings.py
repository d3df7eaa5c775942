"""Settings: flag before environment before file before default, and a wrong value is named with what is allowed."""

from pathlib import Path

import pytest

from ui.settings import Settings, SettingsError, load_settings


@pytest.fixture
def configure(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function that writes config.toml and returns the environment that leads to it."""

    def write(text: str) -> dict[str, str]:
        (tmp_path / "rapporteur").mkdir(exist_ok=True)
        (tmp_path / "rapporteur" / "config.toml").write_text(text)
        return {"XDG_CONFIG_HOME": str(tmp_path)}

    return write


def test_a_flag_overrules_the_environment_which_overrules_the_file(configure) -> None:  # type: ignore[no-untyped-def]
    environment = configure('quotes = 2\nport = 2000\nhost = "file"\nindex = "/file"\nusers = "/file"\nmodel = "/file"\n')
    assert load_settings(environment) == Settings(Path("/file"), Path("/file"), 2, "file", 2000, Path("/file"))
    environment |= {
        "RAPPORTEUR_QUOTES": "3",
        "RAPPORTEUR_PORT": "3000",
        "RAPPORTEUR_INDEX": "/environment",
        "RAPPORTEUR_MODEL": "/environment",
        "RAPPORTEUR_USERS": "/environment",
        "RAPPORTEUR_HOST": "environment",
    }
    assert load_settings(environment) == Settings(Path("/environment"), Path("/environment"), 3, "environment", 3000, Path("/environment"))
    flags = {"quotes": 4, "port": 4000, "index": Path("/flag"), "model": Path("/flag"), "host": "flag", "users": Path("/flag")}
    assert load_settings(environment, **flags) == Settings(Path("/flag"), Path("/flag"), 4, "flag", 4000, Path("/flag"))
    assert load_settings(environment, **dict.fromkeys(flags)) == load_settings(environment)


def test_without_any_setting_there_are_defaults(tmp_path: Path) -> None:
    settings = load_settings({"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")})
    data = tmp_path / "data" / "rapporteur"
    assert settings == Settings(data / "index", None, 5, "127.0.0.1", 7860, data / "users.json")


def test_a_relative_xdg_folder_is_passed_over_as_the_standard_asks(tmp_path: Path) -> None:
    assert load_settings({"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": "data"}).index == Path.home() / ".local/share/rapporteur/index"


def test_an_empty_variable_is_no_setting(configure) -> None:  # type: ignore[no-untyped-def]
    assert load_settings(configure("quotes = 2") | {"RAPPORTEUR_QUOTES": ""}).quotes == 2


def test_a_tilde_is_the_home_folder(configure) -> None:  # type: ignore[no-untyped-def]
    assert load_settings(configure('index = "~/index"')).index == Path.home() / "index"


@pytest.mark.parametrize("value", ["0", "51", "many", "2.5", "-1"])
def test_a_wrong_number_of_quotes_is_named_with_what_is_allowed(configure, value: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingsError, match=f"quotes is '{value}'; it must be a whole number from 1 to 50"):
        load_settings(configure("") | {"RAPPORTEUR_QUOTES": value})


@pytest.mark.parametrize("value", ["65536", "-1", "http"])
def test_a_wrong_port_is_named(configure, value: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingsError, match=f"port is '{value}'; it must be a whole number from 0 to 65535"):
        load_settings(configure("") | {"RAPPORTEUR_PORT": value})


def test_an_unknown_setting_in_the_file_is_named_with_the_known_ones(configure) -> None:  # type: ignore[no-untyped-def]
    known = "address, changes_per_minute, connections, encoder, engine, host, index, model, port, questions_per_minute, quotes, uri, users"
    with pytest.raises(SettingsError, match=rf"config\.toml sets 'qoutes', which is no setting; known are {known}"):
        load_settings(configure("qoutes = 3"))


@pytest.mark.parametrize("text", ["quotes = ", "[", "quotes = 3\nquotes = 4"])
def test_a_file_that_is_no_toml_is_named(configure, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SettingsError, match=r"config\.toml cannot be read"):
        load_settings(configure(text))
