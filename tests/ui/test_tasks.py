"""Background work: results and exceptions come home to the thread that asked."""

import threading

import pytest

from desktop.ui import tasks


def test_result_comes_home_to_the_asking_thread(qtbot):
    found = []
    tasks.run(threading.get_ident, lambda worker: found.append((worker, threading.get_ident())), found.append)
    qtbot.waitUntil(lambda: bool(found))
    worker, home = found[0]
    assert worker != home
    assert home == threading.get_ident()


def test_exception_goes_to_the_one_who_asked(qtbot):
    failed = []

    def work():
        raise ValueError("no")

    tasks.run(work, lambda _result: pytest.fail("it did not work"), failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ValueError)


def test_nothing_is_kept_after_delivery(qtbot):
    found = []
    for n in range(20):
        tasks.run(lambda n=n: n, found.append, found.append)
    qtbot.waitUntil(lambda: len(found) == 20)
    assert sorted(found) == list(range(20))
    assert not tasks.UNDER_WAY


def test_raise_here_raises():
    with pytest.raises(ZeroDivisionError):
        tasks.raise_here(ZeroDivisionError())
