"""Mirrors installation/training/train.py."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from installation.training import train
from installation.training.checkpoint import CheckpointError
from installation.training.train import TrainConfig

ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from pathlib import Path
import numpy as np
import torch
from installation.training import train
from installation.training.model import LossConfig, ModelConfig
torch.set_num_threads(1)
rows = np.load(sys.argv[1])
sizes = ModelConfig(hidden=8, latent=8, embedding=4, encoder_hidden=16)
config = train.TrainConfig(
    sizes, LossConfig(), steps=int(sys.argv[3]), batch=16, mark_every=50, save_every=1, bf16=False
)
session = train.new_session(config, rows)
state = Path(sys.argv[2])
if state.exists():
    train.resume(session, state)
train.run(session, state, rows, lambda step, _: print(step, flush=True))
"""

PROCESSES = """
import json
import sys
import numpy as np
import torch
from torch import distributed
from installation.training import train
from installation.training.model import LossConfig, ModelConfig
torch.set_num_threads(1)
train.join_group()
sizes = ModelConfig(hidden=8, latent=8, embedding=4, encoder_hidden=16)
config = train.TrainConfig(sizes, LossConfig(), steps=6, batch=16, bf16=False)
session = train.new_session(config, np.load(sys.argv[1]))
losses = [train.take_step(session) for _ in range(6)]
if train.leads():
    print(json.dumps(losses), flush=True)
distributed.destroy_process_group()
"""


def weights_of(session: train.Session) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in session.model.state_dict().items()}


def test_a_resumed_training_ends_where_an_unbroken_one_does(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    whole = train.new_session(tiny, bars)
    train.run(whole, None, bars)
    path = tmp_path / "training.safetensors"
    broken = train.new_session(tiny, bars)
    train.run(broken, path, bars, until=7)  # saved at step 6: step 7 is lost
    again = train.new_session(dataclasses.replace(tiny), bars)
    train.resume(again, path)
    assert again.step == 6
    train.run(again, path, bars)
    for name, value in weights_of(whole).items():
        assert torch.equal(value, weights_of(again)[name]), name
    assert [mark["reconstruction"] for mark in again.curves] == [
        mark["reconstruction"] for mark in whole.curves
    ]


def test_a_training_killed_at_any_moment_goes_on_exactly(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    np.save(tmp_path / "rows.npy", bars)
    state, steps = tmp_path / "training.safetensors", "60"
    command = [sys.executable, "-c", CHILD, str(tmp_path / "rows.npy"), str(state), steps]
    place = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=place, text=True)
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) >= 15:
            break
    time.sleep(0.037)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    rest = subprocess.run(command, capture_output=True, env=place, text=True, check=True)
    assert 15 < int(rest.stdout.split()[0]) <= 60
    session = train.new_session(dataclasses.replace(tiny, steps=60, mark_every=50), bars)
    train.run(session, None, bars)
    kept = load_file(state)
    assert all(torch.equal(kept[f"model.{name}"], value) for name, value in weights_of(session).items())


def test_two_processes_have_the_losses_of_one_with_the_same_global_batch(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    np.save(tmp_path / "rows.npy", bars)
    script = tmp_path / "processes.py"
    script.write_text(PROCESSES, encoding="utf-8")
    place = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2",
        str(script), str(tmp_path / "rows.npy"),
    ]  # fmt: skip
    told = subprocess.run(command, capture_output=True, env=place, text=True, check=True)
    two = json.loads(told.stdout.strip().splitlines()[-1])
    session = train.new_session(dataclasses.replace(tiny, steps=6), bars)
    for losses in two:
        for name, value in train.take_step(session).items():
            assert losses[name] == pytest.approx(value, rel=2e-4), name


def test_a_checkpoint_of_another_training_is_refused_and_not_overwritten(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    path = tmp_path / "training.safetensors"
    session = train.new_session(tiny, bars)
    train.run(session, path, bars, until=3)
    before = path.read_bytes()
    with pytest.raises(CheckpointError, match="other seed"):
        train.resume(train.new_session(dataclasses.replace(tiny, seed=9), bars), path)
    assert path.read_bytes() == before


def test_training_lowers_the_loss(tiny: TrainConfig, bars: np.ndarray) -> None:
    session = train.new_session(dataclasses.replace(tiny, steps=120, rate=5e-3), bars)
    losses = [train.take_step(session)["reconstruction"] for _ in range(120)]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def test_the_learning_rate_rises_and_falls() -> None:
    config = TrainConfig(steps=1000)
    rates = [train.rate_at(step, config) for step in (0, 199, 999)]
    assert rates[0] < rates[1] > rates[2] > 0


def test_quantiles_of_the_corpus_rise_in_every_dimension(tiny: TrainConfig, bars: np.ndarray) -> None:
    found = train.corpus_quantiles(train.new_session(tiny, bars).model, bars)
    assert np.array(found).shape == (4, 10)
    assert (np.diff(found, axis=1) >= 0).all()
