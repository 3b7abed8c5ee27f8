"""A Wayland display is asked before Qt, which would end without a word for one that does not answer."""

import ctypes
import ctypes.util
import socket
import threading

import pytest

from desktop.ui import display

SERVER = ctypes.util.find_library("wayland-server")
SILENCE = "the display wayland-9 does not answer"
SYNC = bytes((1, 0, 0, 0, 0, 0, 12, 0, 2, 0, 0, 0))
DONE = bytes((2, 0, 0, 0, 0, 0, 12, 0, 1, 0, 0, 0))


@pytest.fixture
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    monkeypatch.setattr(display, "PATIENCE_S", 0.5)
    return tmp_path / "wayland-9"


@pytest.mark.parametrize(("answer", "fault"), [(DONE, ""), (b"", SILENCE), (None, SILENCE)])
def test_a_display_must_answer(place, answer, fault):
    heard = []
    with socket.socket(socket.AF_UNIX) as stand_in:
        stand_in.bind(str(place))
        stand_in.listen()

        def serve():
            caller, _ = stand_in.accept()
            heard.append(caller)
            if answer is not None:
                assert caller.recv(100) == SYNC
                caller.sendall(answer)
                caller.close()

        server = threading.Thread(target=serve)
        server.start()
        assert display.wayland_fault() == fault
        server.join()
        heard[0].close()


def test_where_nobody_listens_there_is_no_display(place):
    assert display.wayland_fault() == SILENCE


@pytest.mark.skipif(SERVER is None, reason="the library of Wayland's servers")
def test_a_server_of_wayland_itself_answers(place):
    library = ctypes.CDLL(SERVER)
    for name in ("wl_display_create", "wl_display_get_event_loop"):
        getattr(library, name).restype = ctypes.c_void_p
    server = ctypes.c_void_p(library.wl_display_create())
    loop = ctypes.c_void_p(library.wl_display_get_event_loop(server))
    assert library.wl_display_add_socket(server, b"wayland-9") == 0
    said = []
    asking = threading.Thread(target=lambda: said.append(display.wayland_fault()))
    asking.start()
    while asking.is_alive():
        library.wl_event_loop_dispatch(loop, 10)
        library.wl_display_flush_clients(server)
    library.wl_display_destroy_clients(server)
    library.wl_display_destroy(server)
    assert said == [""]
