import ast
from pathlib import Path

import pytest

import stonechat.engines.derivations
import stonechat.pipeline
import stonechat.store
from stonechat.store import calls, files

CHANGES = {"open", "write_bytes", "write_text", "mkdir", "unlink", "rename", "replace", "rmdir", "touch"}
WRITERS = (stonechat.store, stonechat.pipeline, stonechat.engines.derivations)
STRING_METHODS = {"replace"}  # str.replace and dataclasses.replace are no files


def test_a_file_written_whole_replaces_the_one_before_and_leaves_no_part(tmp_path: Path) -> None:
    path = tmp_path / "current"
    files.write_whole(path, b"one")
    files.write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [found.name for found in tmp_path.iterdir()] == ["current"]


def test_a_write_that_fails_leaves_the_file_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "current"
    files.write_whole(path, b"one")

    def fails(_: Path) -> None:
        raise OSError(5, "no")

    monkeypatch.setattr(calls, "fsync", fails)
    with pytest.raises(OSError, match="no"):
        files.write_whole(path, b"two")
    assert path.read_bytes() == b"one"


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    assert files.sha256_of(path) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_same_value_gives_the_same_json_in_any_order() -> None:
    assert files.to_json({"b": 1, "a": "é"}) == files.to_json({"a": "é", "b": 1})


def _changes_of_disk(source: str) -> list[str]:
    """Calls of methods that change a disk, other than through `calls`."""
    made = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    methods = [
        func for func in made if isinstance(func, ast.Attribute) and func.attr in CHANGES - STRING_METHODS
    ]
    return [
        func.attr for func in methods if not (isinstance(func.value, ast.Name) and func.value.id == "calls")
    ]


def test_only_calls_py_changes_the_disk() -> None:
    rooms = [Path(room.__path__[0]) for room in WRITERS]
    modules = [
        path for room in rooms for path in room.glob("*.py") if path.name not in {"calls.py", "chain.py"}
    ]
    assert len(modules) > 8
    allowed = {"files.py": ["open", "open"]}  # both open for reading
    found = {path.name: _changes_of_disk(path.read_text(encoding="utf-8")) for path in modules}
    assert {name: used for name, used in found.items() if used} == allowed
    for path in modules:
        text = path.read_text(encoding="utf-8")
        assert "shutil" not in text
        assert "COPY (" not in text or path.name == "parquet.py"
