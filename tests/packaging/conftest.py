"""The scripts of packaging/ are found by their own names, as they find each other."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "packaging"))
