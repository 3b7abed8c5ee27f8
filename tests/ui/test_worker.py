"""A thread for questions: the newest of a kind is answered, the older ones are not, and it lets go."""

import threading

import pytest

from desktop.ui.worker import Worker


@pytest.fixture
def worker(qtbot):
    found = Worker()
    yield found
    found.stop()


def test_an_answer_within_the_patience_comes_at_once_from_another_thread(worker):
    found = []
    worker.ask("a", threading.get_ident, found.append, patience=10)
    assert len(found) == 1
    assert found[0] != threading.get_ident()


def test_a_later_answer_comes_once_in_the_thread_that_asked(worker, qtbot):
    found, gate = [], threading.Event()
    worker.ask("a", gate.wait, lambda _: found.append(threading.get_ident()), patience=0.001)
    assert not found
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    qtbot.wait(20)
    assert found == [threading.get_ident()]


def test_older_questions_of_a_kind_are_neither_answered_nor_all_worked_on(worker, qtbot):
    found, worked, gate = [], [], threading.Event()
    worker.ask("a", gate.wait, found.append)
    for number in range(5):
        worker.ask("a", lambda n=number: worked.append(n) or n, found.append)
    worker.ask("b", lambda: "b", found.append)
    gate.set()
    qtbot.waitUntil(lambda: found == [4, "b"])
    assert worked == [4]


def test_an_error_goes_to_the_one_who_asked(worker):
    failed = []
    worker.ask("a", lambda: 1 / 0, pytest.fail, failed.append, patience=10)
    assert isinstance(failed[0], ZeroDivisionError)


def test_what_is_forgotten_is_not_answered(worker, qtbot):
    gate, done = threading.Event(), threading.Event()
    worker.ask("a", lambda: gate.wait() and done.set(), pytest.fail)
    worker.forget("a")
    gate.set()
    assert done.wait(10)
    qtbot.wait(20)


def test_a_stopped_worker_lets_its_thread_go_and_begins_anew(qtbot):
    left, found = threading.Event(), []
    worker = Worker(left.set)
    worker.ask("a", lambda: 1, found.append, patience=10)
    worker.stop()
    assert left.wait(10)
    worker.ask("a", lambda: 2, found.append, patience=10)
    worker.stop()
    assert found == [1, 2]


def test_workers_that_are_dropped_while_they_answer_do_no_harm(qtbot):
    for _ in range(300):
        worker = Worker()
        worker.ask("a", lambda: 1, lambda _: None, patience=1)
        worker.stop()
        del worker
        qtbot.wait(0)
