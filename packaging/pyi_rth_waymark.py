"""Runs before the first line of the built program: looking for garbage at every turn would cost time at its start."""

import gc

gc.set_threshold(50_000)
