"""The smaller ICU data: what stays is unchanged, in an archive that ICU reads."""

import struct
import subprocess
import sys
from pathlib import Path

import icu
import PySide6
import pytest

LIBRARY = next((Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*"), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="Qt brings ICU on Linux alone")


def items(data):
    head = struct.unpack_from("<H", data)[0]
    count = struct.unpack_from("<I", data, head)[0]
    table = [struct.unpack_from("<II", data, head + 4 + 8 * n) for n in range(count)]
    names = [data[head + at : data.index(b"\0", head + at)].decode() for at, _ in table]
    ends = [at for _, at in table[1:]] + [len(data) - head]
    return {n: data[head + at : head + end] for n, (_, at), end in zip(names, table, ends, strict=True)}


def test_what_stays_is_unchanged():
    before = icu.archive(LIBRARY.read_bytes())
    after = icu.smaller(before)
    old, new = items(before), items(after)
    assert 0 < len(new) < len(old)
    assert len(after) < len(before) / 5
    for name, body in new.items():
        assert body.rstrip(b"\0") == old[name].rstrip(b"\0"), name


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("coll/de.res", True),
        ("coll/ucadata.icu", True),
        ("nfkc.nrm", True),
        ("root.res", True),
        ("pool.res", True),
        ("supplementalData.res", True),
        ("de.res", False),
        ("sr_Latn_BA.res", False),
        ("curr/de.res", False),
        ("brkitr/thaidict.dict", False),
        ("gb18030.cnv", False),
    ],
)
def test_what_is_wanted(name, wanted):
    assert icu.wanted(name) is wanted


def test_the_library_is_made_anew_and_can_be_loaded(tmp_path):
    library = tmp_path / LIBRARY.name
    library.write_bytes(LIBRARY.read_bytes())
    icu.shrink(library)
    assert library.stat().st_size < 6_000_000
    symbol = f"icudt{LIBRARY.name.rpartition('.')[2]}_dat"
    code = f"import ctypes; ctypes.c_char.in_dll(ctypes.CDLL({str(library)!r}), {symbol!r})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
