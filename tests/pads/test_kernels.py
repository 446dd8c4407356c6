"""Compiled code on disk is made anew when its own file changes, and only then: no kernel leans on another file."""

from __future__ import annotations

import pytest
from numba.core.registry import CPUDispatcher

from installation.pads import body, calibration_kernel, foam


@pytest.mark.parametrize("module", [body, calibration_kernel, foam], ids=lambda module: module.__name__)
def test_a_compiled_function_calls_compiled_functions_of_its_own_file_only(module: object) -> None:
    kernels = {name: each for name, each in vars(module).items() if isinstance(each, CPUDispatcher)}
    assert kernels
    for name, each in kernels.items():
        assert each.py_func.__module__ == module.__name__, f"{name} was imported from elsewhere"
