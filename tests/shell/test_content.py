"""Levels, styles and the model from their folders: whole, or an error that names the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from installation.latent.tune import REST_LEVELS, Asked
from installation.page import SettingsError
from installation.shell.content import load_content, load_model, load_rules

HOME = Path(__file__).parents[2]
MODEL = HOME / "models" / "folk"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of content/ without what the settings do not read."""
    shutil.copytree(
        HOME / "content" / "styles", tmp_path / "styles", ignore=shutil.ignore_patterns("*.safetensors")
    )
    shutil.copy(HOME / "content" / "levels.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the model's config and weights."""
    for name in ("config.json", "weights.safetensors"):
        shutil.copy(MODEL / name, tmp_path)
    return tmp_path


def test_every_shipped_style_plays_something_in_every_bar_and_not_silence() -> None:
    rules = load_rules(HOME, load_content(HOME / "content"))
    for name, kit in rules.kits.items():
        for bar in range(4):
            heard = kit.play(Asked(name, bar, REST_LEVELS))
            assert heard.measure.notes, f"{name}, bar {bar}"
            assert len(heard.point) == 32


def test_a_missing_folder_or_file_is_named(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"levels\.yaml: is missing"):
        load_content(folder / "nowhere")
    shutil.rmtree(folder / "styles")
    with pytest.raises(SettingsError, match="there is no style"):
        load_content(folder)


def test_a_style_whose_name_is_not_its_files_is_named(folder: Path) -> None:
    one = next((folder / "styles").glob("*.yaml"))
    one.rename(folder / "styles" / "other.yaml")
    with pytest.raises(SettingsError, match=r"other\.yaml:1: name: is '\w+', but the file"):
        load_content(folder)


def test_a_style_to_begin_with_that_is_not_there_is_named_with_those_that_are(folder: Path) -> None:
    path = folder / "levels.yaml"
    path.write_text(path.read_text().replace("style: reel", "style: polka"))
    with pytest.raises(
        SettingsError, match=r"/levels\.yaml:\d+: style: there is no style 'polka'; there are .*reel"
    ):
        load_content(folder)


def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / "levels.yaml").write_bytes(b"start: \xff\xfe")
    with pytest.raises(SettingsError, match=r"levels\.yaml: is not UTF-8"):
        load_content(folder)


def test_a_model_whose_weights_are_missing_says_how_to_get_them_back(model: Path) -> None:
    (model / "weights.safetensors").unlink()
    with pytest.raises(SettingsError, match=r"weights\.safetensors: is missing; `git checkout"):
        load_model(model)


def test_weights_that_were_changed_or_cut_short_are_refused(model: Path) -> None:
    path = model / "weights.safetensors"
    whole = path.read_bytes()
    for broken in (whole[:-1], whole[:100], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(broken)
        with pytest.raises(SettingsError, match="not the weights that config"):
            load_model(model)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weights_sha256": 5}', "not json"])
def test_a_config_that_is_none_is_refused(text: str, model: Path) -> None:
    (model / "config.json").write_text(text)
    with pytest.raises(SettingsError, match=r"config\.json|weights"):
        load_model(model)


def test_weights_of_another_program_are_refused(model: Path) -> None:
    config = json.loads((model / "config.json").read_text())
    config["format"] = "somebody-elses"
    (model / "config.json").write_text(json.dumps(config))
    with pytest.raises(SettingsError, match="not one of this program"):
        load_model(model)
