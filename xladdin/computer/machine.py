"""The seam to the computer: everything `collecting`, `installing` and `removing` ask of it beside files.

Tests bring a `Machine` with a registry of their own and folders of a temporary "PC"; files are read and written for real.
"""

from __future__ import annotations

import os
import platform
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

if sys.platform == "win32":
    import ctypes
    import winreg

_AVX2: Final = 40
"""PF_AVX2_INSTRUCTIONS_AVAILABLE of IsProcessorFeaturePresent."""
_KNOWS_AVX2: Final = 19041
"""Builds of Windows before this one answer False to what they do not know."""
_WAIT: Final = 90
_TRIAL: Final = (
    "import sys\nfor name in sys.argv[1:]:\n print('?'+name, flush=True)\n __import__(name)\nprint('!')"
)


class Registry(Protocol):
    """Windows' registry; a key is told as HKCU\\Software\\..., HKLM or HKCR. Each may raise OSError."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a key by name, "" for its default; nothing where there is no such key."""

    def children(self, key: str) -> Sequence[str]:
        """The names of the keys below a key."""

    def write(self, key: str, name: str, value: str) -> None:
        """Set a text."""

    def delete(self, key: str, name: str) -> None:
        """Delete a value that is there."""


@dataclass(frozen=True)
class Machine:
    """A computer and the running Python.

    release      of the system: 10.0.19045
    bits         of the system; python_bits of Python
    avx2         whether the processor has it; None: nobody knows
    executable   the running Python
    search       sys.path: where modules are looked for
    isolated     -I: PYTHON... variables are not heeded
    home         where undo records lie; None: what tells it is not installed
    free         bytes that are free at a place
    trial        loads modules one by one in a process of their own; answers the first that fails, and why
    """

    system: str
    release: str
    bits: int
    python: tuple[int, ...]
    python_bits: int
    avx2: bool | None
    executable: Path
    search: Sequence[str]
    isolated: bool
    encoding: str
    environ: Mapping[str, str]
    registry: Registry
    home: Path | None
    free: Callable[[Path], int]
    trial: Callable[[Sequence[str]], tuple[str, str] | None]

    @property
    def windows(self) -> bool:
        """Whether Excel's add-in can work here at all."""
        return self.system == "Windows"


def this_machine() -> Machine:
    """The computer this runs on."""
    import shutil

    return Machine(
        system=platform.system(),
        release=platform.version() if sys.platform == "win32" else platform.release(),
        bits=64 if platform.machine().lower() in _WIDE else 32,
        python=sys.version_info[:3],
        python_bits=struct.calcsize("P") * 8,
        avx2=_avx2(),
        executable=Path(sys.executable),
        search=tuple(sys.path),
        isolated=bool(sys.flags.isolated),
        encoding=sys.stdout.encoding if sys.stdout else "utf-8",
        environ=os.environ,
        registry=_registry(),
        home=_home(),
        free=lambda place: shutil.disk_usage(place).free,
        trial=_trial,
    )


_WIDE: Final = ("amd64", "x86_64", "arm64", "aarch64")


def _home() -> Path | None:
    try:
        from xladdin.home import home
    except ImportError:  # told as a missing part
        return None
    return home()


def _avx2() -> bool | None:
    if sys.platform == "win32":
        if ctypes.windll.kernel32.IsProcessorFeaturePresent(_AVX2):
            return True
        return False if sys.getwindowsversion().build >= _KNOWS_AVX2 else None
    return avx2_of(Path("/proc/cpuinfo"))


def avx2_of(cpuinfo: Path) -> bool | None:
    """What Linux says of its processors; None where it says nothing, as on ARM."""
    if not cpuinfo.exists():
        return None
    lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    flags = [line.partition(":")[2].split() for line in lines if line.startswith("flags")]
    return all("avx2" in one for one in flags) if flags else None


def _trial(names: Sequence[str]) -> tuple[str, str] | None:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _TRIAL, *names],
            capture_output=True,
            timeout=_WAIT,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as late:
        return _last_tried(late.stdout, names), f"> {_WAIT} s"
    if done.returncode == 0 and b"!" in done.stdout.split():
        return None
    name = _last_tried(done.stdout, names)
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return name, (last[0].partition(":")[0] if last else f"{done.returncode & 0xFFFFFFFF:#x}")


def _last_tried(said: bytes | None, names: Sequence[str]) -> str:
    """The module that was being loaded; what a module itself prints meanwhile is passed over."""
    words = (said or b"").decode("utf-8", "replace").split()
    return next((one[1:] for one in reversed(words) if one[:1] == "?" and one[1:] in names), names[0])


class _NoRegistry:
    """Where there is none."""

    def values(self, key: str) -> Mapping[str, object]:
        return {}

    def children(self, key: str) -> Sequence[str]:
        return ()

    def write(self, key: str, name: str, value: str) -> None:
        raise FileNotFoundError(key)

    def delete(self, key: str, name: str) -> None:
        raise FileNotFoundError(key)


if sys.platform == "win32":

    class _WindowsRegistry:
        """The registry as a 64-bit program sees it."""

        _ROOTS: Final = {
            "HKCU": winreg.HKEY_CURRENT_USER,
            "HKLM": winreg.HKEY_LOCAL_MACHINE,
            "HKCR": winreg.HKEY_CLASSES_ROOT,
        }

        def _open(self, key: str, access: int = winreg.KEY_READ) -> winreg.HKEYType:
            root, _, path = key.partition("\\")
            return winreg.OpenKey(self._ROOTS[root], path, 0, access | winreg.KEY_WOW64_64KEY)

        def values(self, key: str) -> Mapping[str, object]:
            try:
                with self._open(key) as found:
                    count = winreg.QueryInfoKey(found)[1]
                    return {
                        name: value for name, value, _ in (winreg.EnumValue(found, n) for n in range(count))
                    }
            except FileNotFoundError:
                return {}

        def children(self, key: str) -> Sequence[str]:
            try:
                with self._open(key) as found:
                    return [winreg.EnumKey(found, number) for number in range(winreg.QueryInfoKey(found)[0])]
            except FileNotFoundError:
                return ()

        def write(self, key: str, name: str, value: str) -> None:
            with self._open(key, winreg.KEY_SET_VALUE) as found:
                winreg.SetValueEx(found, name, 0, winreg.REG_SZ, value)

        def delete(self, key: str, name: str) -> None:
            with self._open(key, winreg.KEY_SET_VALUE) as found:
                winreg.DeleteValue(found, name)


def _registry() -> Registry:
    if sys.platform == "win32":
        return _WindowsRegistry()
    return _NoRegistry()
