"""A screen of its own (Xvfb) that can be looked at without any library."""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
import time
import zlib
from pathlib import Path
from types import TracebackType
from typing import Final, Self

WIDTH: Final = 1024
HEIGHT: Final = 768
HEAD: Final = 4
"""The first word of a picture in X's own format is the length of its head; the colours follow, 12 bytes each."""
COLOURS_AT: Final = 76
COLOUR_BYTES: Final = 12
PAINTED_PARTS: Final = 0.2
MIDDLE: Final = 128
"""The value of a pixel between dark and light."""
SETTLE_S: Final = 1.0
REST_S: Final = 3.0
BAR: Final = 80
"""The lines of a window at the top left, with the search field and its blinking cursor."""


class Screen:
    """A running Xvfb; its picture is a file."""

    def __enter__(self) -> Self:
        """Start it on the first free display; it listens on local sockets only."""
        self.folder = tempfile.TemporaryDirectory()
        end, out = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        command = [
            "Xvfb",
            "-noreset",
            "-screen",
            "0",
            size,
            "-nolisten",
            "tcp",
            "-fbdir",
            self.folder.name,
            "-displayfd",
            str(out),
        ]
        self.server = subprocess.Popen(command, pass_fds=[out], stderr=subprocess.DEVNULL)
        os.close(out)
        with os.fdopen(end) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.file = Path(self.folder.name) / "Xvfb_screen0"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop it."""
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()

    def pixels(self) -> bytes:
        """The picture now, four bytes a pixel: blue, green, red, nothing."""
        data = self.file.read_bytes()
        at = struct.unpack_from(">I", data)[0] + COLOUR_BYTES * struct.unpack_from(">I", data, COLOURS_AT)[0]
        return data[at : at + 4 * WIDTH * HEIGHT]

    def wait_for_window(self, seconds: float, part: float = PAINTED_PARTS) -> bool:
        """Wait until a good part of the screen is no longer black."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            some = self.pixels()[: 4 * WIDTH * HEIGHT : 4 * 97]
            if len(some) - some.count(0) > part * len(some):
                return True
            time.sleep(0.005)
        return False

    def wait_for_light(self, seconds: float, *, light: bool) -> bool:
        """Wait until the middle of the screen is light, or dark."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            some = self.pixels()[4 * WIDTH * HEIGHT // 4 : 4 * WIDTH * HEIGHT * 3 // 4 : 4 * 97]
            if (sum(some) / len(some) > MIDDLE) is light:
                return True
            time.sleep(0.05)
        return False

    def settle(self) -> None:
        """Wait until the picture has not changed for a while, the cursor's blinking apart."""
        time.sleep(SETTLE_S)

    def press(self, *keys: str) -> None:
        """Press keys, named as X names them, in the window in the middle."""
        environment = {**os.environ, "DISPLAY": self.display}
        middle = ("mousemove", str(WIDTH // 2), str(HEIGHT // 2))
        subprocess.run(["xdotool", *middle, "key", "--delay", "60", *keys], env=environment, check=True)

    def rest(self, seconds: float) -> bytes:
        """Wait until the picture below the bar has not changed for a while, at most so long, and give it."""
        end, before = time.monotonic() + seconds, b""
        while (now := self.pixels()[4 * WIDTH * BAR :]) != before and time.monotonic() < end:
            before = now
            time.sleep(REST_S)
        return now

    def png(self) -> bytes:
        """The picture as a PNG file."""
        data, lines = self.pixels(), b""
        rows = []
        for row in range(HEIGHT):
            line = bytearray(data[4 * WIDTH * row : 4 * WIDTH * (row + 1)])
            line[0::4], line[2::4] = line[2::4], line[0::4]
            del line[3::4]
            rows.append(b"\0" + bytes(line))
        lines = zlib.compress(b"".join(rows))
        head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
