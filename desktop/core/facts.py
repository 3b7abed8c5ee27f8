"""The patient: what has been answered so far, immutable, and how answers are read from text."""
