"""What the installation plays from: levels, styles and the model, read from their folders and checked.

Owns which file holds what. Refuses to go on with half of it: the error names the file, and what to do.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.explanation.origin import Familiar, FamiliarError
from installation.latent.control import QuantileControl, TableControl
from installation.latent.table import TableError, read_table, verify
from installation.latent.tune import Kit
from installation.measure.decoder import Decoder, DecoderError
from installation.measure.encoder import Encoder
from installation.page import SettingsError
from installation.settings import NO_STEERS, Levels, Mapping, Style, read_levels, read_mapping, read_style
from installation.shell.editions import edition
from installation.shell.places import data_folder
from installation.shell.proofs import is_proved, remember
from installation.visits.retention import USUAL, Retention, read_retention
from installation.world import Rules, rules_of

if TYPE_CHECKING:
    from pathlib import Path

    from installation.latent.control import ControlMap

logger = logging.getLogger(__name__)

MODEL = "folk"
"""The model that every style is played with."""
LOOKED_AT_EVERY = 199
"""Of a table's 40,000 entries one in so many is decoded at a start, unless all of them were before, on this machine
and with this decoder: `./play table verify` decodes all, and its record lies in the data folder."""


@dataclass(frozen=True, slots=True)
class Content:
    """What content/ holds; styles by name, in the order of the alphabet."""

    levels: Levels
    styles: dict[str, Style]
    mapping: Mapping = NO_STEERS
    retention: Retention = USUAL


@dataclass(frozen=True, slots=True)
class Model:
    """A model's two halves and its config."""

    decoder: Decoder
    encoder: Encoder
    config: dict[str, Any]


def load_content(folder: Path) -> Content:
    """Read content/levels.yaml, content/mapping.yaml, content/styles/*.yaml and, if it is there, retention.yaml.

    Raises:
        SettingsError: a file is missing, or is not as it must be.
    """
    text = _text(folder / "levels.yaml")
    styles = {}
    for path in sorted((folder / "styles").glob("*.yaml")):
        style = read_style(_text(path), f"{folder.name}/styles/{path.name}")
        if style.name != path.stem:
            raise SettingsError(
                f"{path.name}:1: name: is {style.name!r}, but the file is called {path.stem!r}"
            )
        styles[style.name] = style
    if not styles:
        raise SettingsError(f"{folder / 'styles'}: there is no style; every style is a .yaml file there")
    levels = read_levels(text, f"{folder.name}/levels.yaml", styles)
    mapping = read_mapping(_text(folder / "mapping.yaml"), f"{folder.name}/mapping.yaml", styles)
    path = folder / "retention.yaml"
    retention = read_retention(_text(path), f"{folder.name}/retention.yaml") if path.exists() else USUAL
    return Content(levels, styles, mapping, retention)


def load_rules(home: Path, content: Content) -> Rules:
    """Load the model, and make what each style is played with.

    Raises:
        SettingsError: the model is missing, broken or another's.
    """
    model = load_model(home / "models" / MODEL)
    tables, proofs = home / "content" / "styles", data_folder(home)
    kits = {
        name: Kit(_control(tables, proofs, model, style), model.decoder)
        for name, style in content.styles.items()
    }
    rules = rules_of(content.levels, content.styles, kits, content.mapping)
    marks = edition(home, content.styles, model.config)
    return replace(rules, familiar=_familiar(home / "models" / MODEL, model), edition=marks)


def load_model(folder: Path) -> Model:
    """Read a model's folder: config.json and weights.safetensors, which must belong together.

    Raises:
        SettingsError: one is missing or broken, or the weights are others than the config was written for.
    """
    try:
        config = json.loads(_text(folder / "config.json"))
        weights = (folder / "weights.safetensors").read_bytes()
        if hashlib.sha256(weights).hexdigest() != config["weights_sha256"]:
            raise SettingsError(
                f"{folder / 'weights.safetensors'}: these are not the weights that config.json names"
            )
        return Model(Decoder.from_bytes(weights, config), Encoder.from_bytes(weights, config), config)
    except FileNotFoundError as error:
        raise SettingsError(
            f"{error.filename}: is missing; `git checkout -- models` brings it back"
        ) from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SettingsError(f"{folder / 'config.json'}: is no model's config: {error}") from error
    except DecoderError as error:
        raise SettingsError(f"{folder / 'weights.safetensors'}: {error}") from error


def _familiar(folder: Path, model: Model) -> Familiar | None:
    """What the model learned from; without it (or for other weights) the wall does not say which tune is near."""
    try:
        data = (folder / "familiar.safetensors").read_bytes()
        return Familiar.from_bytes(data, model.config["weights_sha256"])
    except (FileNotFoundError, FamiliarError) as error:
        logger.warning("%s: nothing is known of where tunes come from: %s", folder, error)
        return None


def _control(tables: Path, proofs: Path, model: Model, style: Style) -> ControlMap:
    """A style's searched table; a style that has none yet plays by the corpus's quantiles.

    Raises:
        SettingsError: the table is broken, another model's, or does not decode to what it says.
    """
    path = tables / f"{style.name}.safetensors"
    if not path.exists():
        quantiles = np.array(model.config["quantiles"], np.float32)
        return QuantileControl(model.encoder.encode(np.array(style.start)), quantiles)
    try:
        data, weights = path.read_bytes(), model.config["weights_sha256"]
        table = read_table(data, weights)
        if not is_proved(proofs, data, weights, in_part=True):
            logger.info("%s: looked at in part; `./play table verify` looks at all of it once", path.name)
            verify(table, model.decoder, LOOKED_AT_EVERY)
            remember(proofs, data, weights, in_part=True)  # the same entries would be looked at again
    except TableError as error:
        raise SettingsError(f"{path}: {error}") from error
    return TableControl(table.points)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(f"{path}: is missing") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text: {error}") from error
