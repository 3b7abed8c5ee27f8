"""The guard against a fault of Qt's Python binding that ends the process after some hundred signals or calls."""

import subprocess
import sys
from textwrap import dedent

import pytest

MANY_TIMES = dedent("""
    import sys
    from PySide6.QtCore import QObject, Signal
    from desktop.ui.immortal import guard_constants

    class Emitter(QObject):
        said = Signal()

    guard_constants()
    guard_constants()
    emitter = Emitter()
    for _turn in range(2 * max(sys.getrefcount(constant) % (1 << 40) for constant in (None, True))):
        {call}
    print("alive")
""")


@pytest.mark.parametrize("call", ["emitter.said.emit()", "emitter.setObjectName('x')"])
def test_thousands_of_calls_do_not_end_the_process(call):
    code = MANY_TIMES.format(call=call)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "alive\n", done.stderr
