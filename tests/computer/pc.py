"""A Windows PC in a temporary folder: its folders are real ones, its registry is a dictionary."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

from xladdin.addin.build import addin_bytes
from xladdin.computer.machine import Machine
from xladdin.computer.places import Places, places

BUILT = cache(addin_bytes)
"""The add-in is built once for all tests."""
OFFICE = r"HKCU\Software\Microsoft\Office"
POLICY = r"HKCU\Software\Policies\Microsoft\Office"
SECURITY = r"\16.0\Excel\Security"
PATHS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths"
OPTIONS = rf"{OFFICE}\16.0\Excel\Options"


class FakeRegistry:
    """Keys as a dictionary; `forbidden` cannot be read."""

    def __init__(self):
        self.keys = {}
        self.forbidden = set()

    def plant(self, key, **values):
        self.keys.setdefault(key, {}).update(values)

    def values(self, key):
        if key in self.forbidden:
            raise PermissionError(13, "no", key)
        found = [values for one, values in self.keys.items() if one.lower() == key.lower()]
        return dict(found[0]) if found else {}

    def children(self, key):
        below = [one[len(key) + 1 :] for one in self.keys if one.lower().startswith(f"{key.lower()}\\")]
        return sorted({one.split("\\")[0] for one in below})

    def write(self, key, name, value):
        self.keys[key][name] = value

    def delete(self, key, name):
        del self.keys[key][name]


class PC:
    """A PC on which everything is in order, until a test plants something. Its user has a name nobody may be shown."""

    def __init__(self, folder):
        user = folder / "Users" / "张三 𠮷 & co"
        self.local, self.roaming = user / "AppData" / "Local", user / "AppData" / "Roaming"
        self.site, self.temp = folder / "site", user / "AppData" / "Local" / "Temp"
        for made in (self.site, self.temp, self.roaming):
            made.mkdir(parents=True, exist_ok=True)
        self.environ = {
            "LOCALAPPDATA": str(self.local),
            "APPDATA": str(self.roaming),
            "TEMP": str(self.temp),
            "USERPROFILE": str(user),
        }
        self.registry = FakeRegistry()
        self.changes = {}
        self.registry.plant(rf"{PATHS}\excel.exe", **{"": r"C:\Program Files\Microsoft Office\EXCEL.EXE"})
        self.registry.plant(
            r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration",
            VersionToReport="16.0.17328.20184",
            Platform="x64",
        )
        self.registry.plant(OPTIONS)
        self.package("pywin32", "312")

    @property
    def places(self) -> Places:
        return places(self.environ)

    @property
    def xlam(self) -> Path:
        return self.places.xlam

    @property
    def machine(self) -> Machine:
        made = Machine(
            system="Windows",
            release="10.0.19045",
            bits=64,
            python=(3, 11, 9),
            python_bits=64,
            avx2=True,
            executable=self.places.python / "python.exe",
            search=(str(self.site), *[folder for folder in sys.path if folder]),
            isolated=True,
            encoding="cp936",
            environ=self.environ,
            registry=self.registry,
            home=self.local / "contestbook" / "contestbook",
            free=lambda place: 20_000_000_000,
            trial=lambda names: None,
        )
        return replace(made, **self.changes)

    def package(self, name, version, *requires, folder=None):
        """A package record in a folder of packages."""
        record = (folder or self.site) / f"{name}-{version}.dist-info"
        record.mkdir(parents=True, exist_ok=True)
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {one}" for one in requires)]
        (record / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def program(self, folder, version):
        """A program folder as it is handed out; it is a few bytes of it."""
        python = folder / "python"
        (python / "Lib" / "site-packages" / "包 a").mkdir(parents=True)
        for name in ("python.exe", "pythonw.exe"):
            (python / name).write_text(f"{name} {version}")
        (python / "Lib" / "site-packages" / "包 a" / "文件.py").write_text(version)
        self.package("contestbook", version, folder=python / "Lib" / "site-packages")
        (folder / "使用手册").mkdir(exist_ok=True)
        for name in ("contestbook.xlam", "版本.txt", "开始.cmd", "我的工资.xlsx", "使用手册/首页.html"):
            (folder / name).write_text(version, encoding="utf-8")
        return python

    def installed(self, version="0.1.0"):
        """The program and the add-in in their places."""
        self.program(self.places.root, version)
        self.xlam.parent.mkdir(parents=True)
        self.xlam.write_bytes(BUILT("zh"))
        return self

    def files(self):
        """Every file of the user with what it holds, to see what changed."""
        every = [one for top in (self.local, self.roaming) for one in top.rglob("*") if one.is_file()]
        return {str(one): one.read_bytes() for one in every if one.name != "install.lock"}
