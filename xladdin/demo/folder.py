"""The demo's folder: made anew as often as one likes, but nothing of anybody's is ever written over.

A list of what was made, with hashes, lies in the folder. What is not on it, or is not as it was made, is somebody's.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final

LIST: Final = ".contestbook-demo.json"
_NOBODYS: Final = (".DS_Store", "Thumbs.db", "desktop.ini", LIST)


def somebodys(folder: Path) -> str | None:
    """A file of the folder that the demo did not make, or that was changed since; None where there is none."""
    listed = _listed(folder)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if listed.get(name) != _hash(path):
            return name
    return None


def cleared(folder: Path) -> None:
    """Take away what the demo made the last time; ask `somebodys` first."""
    for name in _listed(folder):
        (folder / name).unlink(missing_ok=True)
    for path in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        if not os.listdir(path):
            path.rmdir()


def listed_now(folder: Path) -> None:
    """Write down what lies in the folder now: all of it was made by the demo."""
    found = {path.relative_to(folder).as_posix(): _hash(path) for path in _files(folder)}
    text = json.dumps({"files": found}, ensure_ascii=False, indent=0)
    (folder / LIST).write_text(text, encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _NOBODYS)


def _listed(folder: Path) -> dict[str, str]:
    try:
        data = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        return {}  # somebody wrote in it: then everything else is somebody's, too
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict):
        return {}
    return {str(name): str(sha) for name, sha in files.items() if _inside(folder, str(name))}


def _inside(folder: Path, name: str) -> bool:
    """A list that was changed must not take away files of another folder."""
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
