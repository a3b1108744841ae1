"""Contents kept by SHA-256: kept once, checked when read, nothing half-written."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from portfolio.base.blobs import (
    BlobChanged,
    BlobMissing,
    BlobNotKept,
    Blobs,
    NotADigest,
    blobs,
)

TEXT = b"Handed over at 14:45."
DIGEST = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture(params=["folder", "url", "memory"])
def store(request, tmp_path):
    return Blobs(
        {
            "folder": tmp_path / "files",
            "url": f"file://{tmp_path}/files",
            "memory": "memory:///",
        }[request.param]
    )


def files(folder):
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def test_what_is_put_is_got(store):
    assert not store.has(DIGEST)
    assert store.put(TEXT) == DIGEST
    assert store.has(DIGEST)
    assert store.get(DIGEST) == TEXT


def test_nothing_at_all_is_kept_too(store):
    assert store.get(store.put(b"")) == b""


def test_putting_twice_keeps_one(tmp_path):
    store = Blobs(tmp_path)
    assert store.put(TEXT) == store.put(TEXT)
    assert files(tmp_path) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_many_put_the_same_at_once(tmp_path):
    store = Blobs(tmp_path)
    large = TEXT * 50_000
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(store.put, [large] * 16))
    assert len(digests) == len(files(tmp_path)) == 1
    assert store.get(digests.pop()) == large


def test_more_than_a_multipart_chunk_is_one_whole_file(tmp_path):
    store = Blobs(tmp_path)
    large = bytes(range(256)) * 40_000
    assert store.get(store.put(large)) == large
    assert len(files(tmp_path)) == 1


def test_what_was_never_put_is_missing(store):
    with pytest.raises(BlobMissing, match="not in the store"):
        store.get(DIGEST)


def test_a_changed_file_is_noticed_and_putting_it_again_mends_it(tmp_path):
    store = Blobs(tmp_path)
    store.put(TEXT)
    (tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST).write_bytes(TEXT.replace(b"14", b"15"))
    with pytest.raises(BlobChanged, match="has changed"):
        store.get(DIGEST)
    store.put(TEXT)
    assert store.get(DIGEST) == TEXT


def test_erasing_takes_the_bytes_away_and_may_be_repeated(store):
    store.put(TEXT)
    store.delete(DIGEST)
    store.delete(DIGEST)
    assert not store.has(DIGEST)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "", DIGEST.upper(), DIGEST[:-1], DIGEST + "0", DIGEST + "\n", "/" * 64],
)
@pytest.mark.parametrize("verb", ["get", "has", "delete"])
def test_only_a_digest_is_a_name(store, verb, name):
    with pytest.raises(NotADigest, match="64 lower-case"):
        getattr(store, verb)(name)


def test_a_place_that_cannot_be_is_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(BlobNotKept, match=r"can't be used: .* Choose another place"):
        Blobs(tmp_path / "taken" / "files")
    with pytest.raises(BlobNotKept, match="PORTFOLIO_FILES_URL can't be used"):
        Blobs("nowhere://bucket")


def test_a_folder_that_turned_into_something_else_is_a_sentence(tmp_path):
    store = Blobs(tmp_path / "files")
    (tmp_path / "files" / DIGEST[:2]).write_text("in the way")
    with pytest.raises(BlobNotKept, match="could not be kept") as refused:
        store.put(TEXT)
    assert "Debug source" not in str(refused.value)


FULL_DISK = """
import resource, sys
from portfolio.base.blobs import BlobNotKept, Blobs
store = Blobs(sys.argv[1])
kept = store.put(b"small")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    store.put(b"x" * 4_000_000)
except BlobNotKept as problem:
    print(problem)
assert store.get(kept) == b"small"
"""


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    # The limit makes the real write stop after 100 kB, as a full disk does, for any user.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("The file could not be kept:")
    assert "tell your centre that its disk may be full" in done.stdout
    small = hashlib.sha256(b"small").hexdigest()
    assert files(tmp_path) == [f"{small[:2]}/{small[2:4]}/{small}"]


def test_what_a_killed_process_left_is_tidied_and_never_read(tmp_path):
    store = Blobs(tmp_path)
    store.put(TEXT)
    other = hashlib.sha256(b"other").hexdigest()
    leftover = tmp_path / other[:2] / other[2:4] / f"{other}#1"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"oth")
    assert not store.has(other)
    assert store.tidy() == 0
    assert store.tidy(older_than_seconds=-1) == 1
    assert not leftover.exists()
    assert store.get(DIGEST) == TEXT


def test_the_application_has_one(tmp_path):
    app = Flask(__name__)
    app.extensions["blobs"] = store = Blobs(tmp_path)
    with app.app_context():
        assert blobs() is store
