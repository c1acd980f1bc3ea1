"""Puts what the packages of all versions have into tables, where only what changes from version to version is said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tools.keras_api.classes import Classes
from tools.keras_api.reader import Package, Thing

KERAS_2 = "2.15"


@dataclass
class Release:
    """One version: the public names of `keras` and of `tf.keras`, and what they stand for."""

    version: str
    classes: Classes
    keras: dict[str, Thing] = field(default_factory=dict)
    tf_keras: dict[str, Thing] = field(default_factory=dict)

    @classmethod
    def read(cls, version: str, package: Package) -> Release:
        """The release in a package: that of Keras 2 has one set of names."""
        release = cls(version, Classes(package))
        root = package.name
        api = f"{root}.api" if f"{root}.api.layers" in package.files else root
        release.keras = dict(_public(package, api, ""))
        legacy = f"{root}._tf_keras.keras"
        release.tf_keras = dict(_public(package, legacy, "")) if legacy in package.files else release.keras
        return release


def _public(package: Package, root: str, below: str) -> Iterator[tuple[str, Thing]]:
    """The public names of the module `below` the root and of its submodules, and what they stand for."""
    path = ".".join(filter(None, (root, below)))
    for name in sorted(package.names(path)):
        thing = package.resolve(path, name)
        if name.startswith("_") or thing is None or thing.kind == "foreign" or (not below and name in {"src", "api"}):
            continue
        public = ".".join(filter(None, (below, name)))
        if thing.kind != "module":
            yield public, thing
        elif thing.module.split(".")[1] != "src" and thing.module.endswith(f".{public}"):
            yield public, thing
            yield from _public(package, thing.module.removesuffix(f".{public}"), public)


Timeline = dict[str, str | None]
"""From a version on, a value; None: there is none."""


def tables_of(releases: Iterable[Release]) -> dict[str, dict[str, object]]:
    """The tables by family (`layers`): which names there are and when, and what each stands for."""
    return _Tables(list(releases)).families()


class _Tables:
    def __init__(self, releases: list[Release]) -> None:
        self.versions = [r.version for r in releases]
        self.ages = Counter(path for r in releases for path in {*r.keras, *r.tf_keras})
        self.names: dict[str, dict[str, Timeline]] = {}
        self.things: dict[str, dict[str, Timeline]] = {}
        self.orders: dict[str, dict[str, list[str]]] = {}
        for release in releases:
            self._add(release)

    def _add(self, release: Release) -> None:
        """Note what a release has. A thing that `tf.keras` has under the name of another is called `tf:NAME`."""
        version = release.version
        called = dict(release.keras)
        for path, thing in release.tf_keras.items():
            called[path if called.get(path, thing).key == thing.key else f"tf:{path}"] = thing
        groups: dict[str, list[str]] = {}
        for path, thing in called.items():
            groups.setdefault(thing.key, []).append(path)
        chosen = {key: min(paths, key=lambda p: self._rank(p, called[p])) for key, paths in groups.items()}
        for path, thing in called.items():
            entry = self.names.setdefault(path, {"in": {}, "tf": {}, "is": {}})
            if path in release.keras:
                entry["in"][version] = ""
            if path in release.tf_keras or path.startswith("tf:"):
                entry["tf"][version] = ""
            if chosen[thing.key] != path:
                entry["is"][version] = chosen[thing.key]
        for key, paths in groups.items():
            self._describe(release, chosen[key], called[paths[0]], chosen)

    def _rank(self, path: str, thing: Thing) -> tuple[int, bool, int, str]:
        """Of several paths to one thing, the lowest is the one under which it is described."""
        return -self.ages[path], path.rsplit(".", 1)[-1] != thing.name, path.count("."), path

    def _describe(self, release: Release, name: str, thing: Thing, chosen: dict[str, str]) -> None:
        about = self.things.setdefault(name, {})
        version = release.version

        def note(key: str, value: str) -> None:
            about.setdefault(key, {})[version] = value

        note("kind", thing.kind)
        if thing.kind not in {"class", "function"}:
            return
        call = release.classes.call(thing)
        if call is not None:
            note("call", call[0])
            if str(call[1]):
                note("more", str(call[1]))
        if thing.kind == "class":
            bases = [self._base(release, base, chosen) for base in release.classes.order(thing)[1:]]
            self.orders.setdefault(version, {})[name] = bases
            for member, shape in release.classes.own_members(thing).items():
                note("." + member, shape)

    def _base(self, release: Release, base: Thing, chosen: dict[str, str]) -> str:
        """The name of a base in the tables: where it is not public, `~` and its own."""
        if base.key not in chosen:
            name = f"~{base.name}"
            if name in chosen.values():
                name = f"~{base.module.rsplit('.', 1)[-1]}.{base.name}"
            chosen[base.key] = name
            self._describe(release, name, base, chosen)
        return chosen[base.key]

    def _shortened(self, version: str, bases: list[str]) -> str:
        """An order of bases up to the first whose own order is all that follows."""
        orders = self.orders[version]
        end = next(i for i, base in enumerate(bases) if orders[base] == bases[i + 1 :])
        return " ".join(bases[: end + 1])

    def families(self) -> dict[str, dict[str, object]]:
        """The tables as they are stored."""
        for version, orders in self.orders.items():
            for name, bases in orders.items():
                if bases:
                    self.things[name].setdefault("bases", {})[version] = self._shortened(version, bases)
        found: dict[str, dict[str, object]] = {}
        for path, entry in sorted(self.names.items()):
            keras, tf_keras = self._span(entry["in"]), self._span(entry["tf"])
            row: dict[str, object] = {"in": keras} if keras == tf_keras else {"in": keras, "tf": tf_keras}
            if entry["is"]:
                row["is"] = self._timeline(entry["is"], {**entry["in"], **entry["tf"]})
            _section(found, path, "names")[path] = keras if row.keys() == {"in"} else row
        for name, about in sorted(self.things.items()):
            rows = {key: self._timeline(line, about["kind"]) for key, line in sorted(about.items())}
            _section(found, name, "things")[name] = rows
        return found

    def _timeline(self, line: Timeline, life: Timeline) -> object:
        """What changes over the versions; the value alone, where it never changes in the `life` of the thing."""
        changes = dict(self._changes(line))
        return next(iter(changes.values())) if line.keys() == life.keys() and len(set(line.values())) == 1 else changes

    def _changes(self, line: Timeline) -> Iterator[tuple[str, str | None]]:
        last: str | None = None
        for version in self.versions:
            value = line.get(version)
            if value != last:
                yield version, value
                last = value

    def _span(self, line: Timeline) -> str:
        """The versions in which something is there: `2.15`, `3.0-`, `2.15 3.2-3.4`."""
        runs: list[list[str]] = []
        last = False
        for version in self.versions:
            there = line.get(version) is not None
            if there and last:
                runs[-1][1:] = [version]
            elif there:
                runs.append([version])
            last = there
        texts = ["-".join(run) for run in runs]
        if texts and last:
            texts[-1] = runs[-1][0] + "-"
        return " ".join(texts)


def _section(tables: dict[str, dict[str, object]], name: str, section: str) -> dict[str, object]:
    family = tables.setdefault(_family(name.removeprefix("tf:")), {"names": {}, "things": {}})
    rows = family[section]
    assert isinstance(rows, dict)
    return rows


def _family(path: str) -> str:
    """The file that a name is in: the module right below `keras`; those of `keras` itself are in `keras`."""
    if path.startswith("~"):
        return "private"
    return path.split(".")[0] if "." in path else "keras"


def as_text(table: Mapping[str, object]) -> str:
    """A table as JSON with one entry a line."""
    lines = []
    for section, entries in table.items():
        assert isinstance(entries, dict)
        rows = ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in entries.items())
        lines.append(f'"{section}":{{\n{rows}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
