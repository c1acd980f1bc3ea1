"""One model file on its way, from its path to its result: read, migrate, write beside or in place.

    container -> configuration -> migrated configuration, notes -> findings, text for the diff -> container

One file's trouble is the `problem` of its result. What is written is complete before it takes its name.
"""

from __future__ import annotations

import contextlib
import filecmp
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrator.findings import Applicability, Coverage, FileResult, Finding, Problem, Range
from migrator.models import archive, hdf5, tensorflow_formats
from migrator.models import text as texts
from migrator.models.catalogue import SLUGS
from migrator.models.configuration import Migrated, is_model, migrate_model
from migrator.models.limits import MAX_CONFIGURATION, ModelFileError
from migrator.models.notes import CONFIGURATION, TENSORFLOW, WEIGHTS, Config, Layout, Note
from migrator.models.notes import Path as ConfigPath
from migrator.models.ownership import needs_code
from migrator.settings import Settings
from migrator.sources import models as names
from migrator.sources.discovery import Unreachable, discover

MARK = ".keras3"
"""What stands before the suffix of a file that is written beside its source."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A model file: its configuration, and how to write it with another."""

    config: Config
    training: Config | None
    names_only: bool
    rest: Config = field(default_factory=dict)
    """What stands beside the configuration at the top of a JSON text."""
    layouts: dict[str, Layout] = field(default_factory=dict)


def migrate_models(
    named: Sequence[Path],
    folders: Sequence[Path],
    settings: Settings,
    *,
    write: bool,
    in_place: bool = False,
    verify: bool = False,
    architecture: Path | None = None,
) -> Iterator[FileResult]:
    """Migrate the `named` model files, and those below `folders`, where a file that holds no model is passed over.

    With `verify` each model that is written, or was before, is loaded and compared with its source. `architecture` is a
    file with the configuration of the model whose weights a checkpoint of TensorFlow holds.
    """
    for path in named:
        result = migrate_model_file(path, settings, write=write, in_place=in_place, architecture=architecture)
        yield verified(path, result) if verify else result
    if not folders:
        return
    for found in discover(folders, exclude=settings.exclude, root=settings.root, suffixes=names.SUFFIXES):
        if isinstance(found, Unreachable):
            yield FileResult(str(found.path), problem=Problem(str(found.path), found.reason))
        elif names.is_model(found) and found not in named:
            result = migrate_model_file(found, settings, write=write, in_place=in_place, architecture=architecture)
            if result.problem is None or not result.problem.message.startswith(_NO_MODEL):
                yield verified(found, result) if verify else result


def verified(path: Path, result: FileResult) -> FileResult:
    """The result with what loading the migrated model shows; a problem where it is not the model that was saved."""
    from migrator.models.verification import verify

    if result.problem is not None or result.target is None or names.is_tensorflow(path):
        return result
    read = _read(path)
    if read is None or not read.config:
        return result
    verdict = verify(path, Path(result.target), read.config)
    if verdict.sound:
        return replace(result, verdict=verdict.message)
    return replace(result, problem=Problem(result.path, f"{Path(result.target).name} {verdict.message}"))


_NO_MODEL = "holds no Keras model"


def migrate_model_file(
    path: Path, settings: Settings, *, write: bool, in_place: bool = False, architecture: Path | None = None
) -> FileResult:
    """Migrate one model file; write the result beside it, or over it with `in_place`, if `write`."""
    name = str(path)
    try:
        if names.is_tensorflow(path):
            return _migrate_tensorflow(path, settings, architecture, write=write)
        read = _read(path)
        if read is None or not settings.selects(CONFIGURATION):
            return FileResult(name)
        migrated = _weights_elsewhere(path, _migrate(read, settings))
        result = _result(name, read, migrated, settings)
        if not result.changed:
            return result
        target = path if in_place else beside(path)
        if in_place and path.suffix.lower() in names.YAML:
            raise ModelFileError("Keras 3 reads no YAML: without --in-place it is written as JSON, beside this file")
        if not in_place and target.exists() and _is_written(path, target, read, migrated):
            return FileResult(name, result.after, result.after, coverage=result.coverage, target=str(target))
        if write:
            _write(path, target, read, migrated, in_place=in_place)
        return replace(result, target=str(target))
    except ModelFileError as error:
        return FileResult(name, problem=Problem(name, str(error)))
    except RecursionError:
        return FileResult(name, problem=Problem(name, "the model is nested too deeply"))
    except OSError as error:
        return FileResult(name, problem=Problem(name, f"cannot be read or written: {error.strerror or error}"))


def _migrate_tensorflow(path: Path, settings: Settings, architecture: Path | None, *, write: bool) -> FileResult:
    """A SavedModel becomes a `.keras` file, a checkpoint `.weights.h5`; where that cannot be, a finding says how."""
    folder, prefix = tensorflow_formats.saved_model_folder(path), tensorflow_formats.checkpoint_prefix(path)
    source = folder or prefix
    if source is None or not settings.selects(TENSORFLOW):
        return FileResult(str(path))
    config = tensorflow_formats.configuration_of(folder) if folder else None
    if config is None and architecture is not None:
        read = _read(architecture, whatever=True)
        config = read.config if read else None
    target = source.with_name(f"{source.name}{MARK}{'.keras' if folder else '.weights.h5'}")
    if target.exists():
        return FileResult(str(path), target=str(target))
    reason = _not_readable(config, folder)
    if config is None or reason is not None:
        place = Range(1, 1, 1, 1)
        finding = Finding(TENSORFLOW, SLUGS[TENSORFLOW], reason or "", place, Applicability.REVIEW)
        return FileResult(str(path), findings=(finding,), coverage=Coverage(1, 0, 0, 1))
    migrated = migrate_model(config, None, settings.target_version)
    result = _result(str(path), _Read(config, None, names_only=True), migrated, settings)
    if write:
        tensorflow_formats.write_weights(source, migrated.config, target)
    done = f"its weights are written layer by layer to {target.name}"
    finding = Finding(TENSORFLOW, SLUGS[TENSORFLOW], done, Range(1, 1, 1, 1), Applicability.SAFE, applied=True)
    return replace(result, findings=(finding, *result.findings), target=str(target))


def _not_readable(config: Config | None, folder: Path | None) -> str | None:
    """Why a SavedModel or checkpoint is not converted, and how it can be."""
    kept = "keras.layers.TFSMLayer runs the SavedModel as it is; " if folder else ""
    again = f"{kept}or save the model in Keras 2 with model.save('model.h5'), and migrate that file"
    if config is None and folder:
        return f"the SavedModel does not say which layers it has: name them with --architecture model.json, or {again}"
    if config is None:
        return (
            "a checkpoint does not say which layers its model has: name them with --architecture FILE, a file of the "
            f"migrated model (model.to_json(), .keras or .h5), {again}"
        )
    if (code := needs_code(config)) is not None:
        return f"its weights are not read here, since {code}; {again}"
    if (missing := tensorflow_formats.missing_library()) is not None:
        return f"its weights are not read, since {missing} is not installed; {again}"
    return None


def _migrate(read: _Read, settings: Settings) -> Migrated:
    if read.config:
        return migrate_model(read.config, read.training, settings.target_version, names_only=read.names_only)
    notes = tuple(Note(WEIGHTS, (name,), "the weights get the layout of Keras 3") for name in read.layouts)
    return Migrated({}, notes, read.layouts)


def _weights_elsewhere(path: Path, migrated: Migrated) -> Migrated:
    """What has to be said where weights have another layout, and are not in a file where they can be converted."""
    suffix = path.suffix.lower()
    if not migrated.layouts or suffix in names.HDF5:
        return migrated
    advice = (
        "its weights have another layout, and in a .keras file they are not converted: save the model as .h5 in Keras 2"
        if suffix in names.ARCHIVE
        else "its weights have another layout: migrate the .h5 file of the weights, too, or save the whole model as .h5"
    )
    notes = (Note(WEIGHTS, n.path, advice, review=True) if n.code == WEIGHTS else n for n in migrated.notes)
    return replace(migrated, notes=tuple(notes))


def beside(path: Path) -> Path:
    """Where the migrated model is written: `model.h5` to `model.keras3.h5`; YAML, which Keras 3 lacks, to JSON."""
    suffix = ".json" if path.suffix.lower() in names.YAML else path.suffix
    return path.with_name(f"{path.stem}{MARK}{suffix}")


# -- reading -----------------------------------------------------------------------------------------------------------


def _read(path: Path, *, whatever: bool = False) -> _Read | None:
    """A model file; None where there is nothing to migrate: weights, or what Keras 3 wrote, unless `whatever` it is.

    Raises `ModelFileError`.
    """
    suffix = path.suffix.lower()
    if suffix in names.HDF5:
        return _read_hdf5(path, whatever=whatever)
    if suffix in names.ARCHIVE:
        packed = archive.read_archive(path)
        config = dict(packed.config)
        training = config.pop("compile_config", None)
        return None if _is_keras3(packed.keras_version) and not whatever else _Read(config, training, names_only=False)
    with path.open("rb") as file:
        text = texts.decoded(file.read(MAX_CONFIGURATION + 1))
    value = texts.parse_json(text) if suffix in names.JSON else texts.parse_yaml(text)
    if not is_model(value):
        raise ModelFileError(f"{_NO_MODEL}: it is not the configuration of one")
    rest = {key: value.pop(key) for key in ("keras_version", "backend") if key in value}
    of_keras_3 = _is_keras3(rest.get("keras_version")) or _is_written_by_keras3(value, rest)
    return _Read(value, None, names_only=True, rest=rest) if whatever or not of_keras_3 else None


def _read_hdf5(path: Path, *, whatever: bool) -> _Read | None:
    stored = hdf5.read_hdf5(path)
    if _is_keras3(stored.keras_version) and not whatever:
        return None
    if stored.config is not None:
        return _Read(stored.config, stored.training, names_only=True)
    if stored.layers is None and not stored.is_weights:
        raise ModelFileError(f"{_NO_MODEL}: neither a configuration nor weights of layers")
    if stored.layers is not None and path.name.endswith(".weights.h5"):
        raise ModelFileError(
            "Keras 3 takes a name in .weights.h5 for another layout: give the file a name that ends in .h5 only"
        )
    layouts = hdf5.cudnn_layers(path)
    return _Read({}, None, names_only=True, layouts=layouts) if layouts else None


def _is_written_by_keras3(config: Config, rest: Config) -> bool:
    """Whether Keras 3 wrote a JSON text: it names the module of the model, and no version, as no Keras 2 does."""
    return "module" in config and "keras_version" not in rest


def _is_keras3(version: object) -> bool:
    return isinstance(version, str) and version.partition(".")[0] == "3"


# -- results -----------------------------------------------------------------------------------------------------------


def _result(name: str, read: _Read, migrated: Migrated, settings: Settings) -> FileResult:
    """The result of a file that is not written yet: its configuration before and after, and findings."""
    before, places = texts.rendered(_whole(read.config, read.training))
    after, _ = texts.rendered(_whole(migrated.config, migrated.training))
    groups: dict[tuple[ConfigPath, str, bool], list[str]] = {}
    for note in migrated.notes:
        groups.setdefault((_layer_path(note.path), note.code, note.review), []).append(note.message)
    lines = before.splitlines()
    findings = [
        _finding(code, review, _titled(read.config, path, messages), _range(path, places, lines))
        for (path, code, review), messages in groups.items()
        if settings.selects(code) or not review
    ]
    layers = sum(1 for path in places if len(path) > 1 and path[-2] == "layers" and isinstance(path[-1], int))
    left = sum(not finding.fixable for finding in findings)
    changed = len({path for path, _, review in groups if not review and path})
    coverage = Coverage(layers, max(layers - left, 0), min(changed, layers), left)
    return FileResult(name, before, after, tuple(findings), coverage)


def _whole(config: Config, training: Config | None) -> Config:
    return config if training is None else {**config, "compile_config": training}


def _layer_path(path: ConfigPath) -> ConfigPath:
    """The path of the innermost layer of a model that a path leads into; of the settings of training, theirs."""
    for end in range(len(path), 1, -1):
        if path[end - 2] == "layers" and isinstance(path[end - 1], int):
            return path[:end]
    return path[:1] if path[:1] == ("compile_config",) else ()


def _titled(config: Config, path: ConfigPath, messages: Sequence[str]) -> str:
    """The messages about one layer, with its class and name in front."""
    text = "; ".join(dict.fromkeys(messages))
    entry: Any = config
    for key in path:
        if isinstance(entry, list) and key == "layers":
            continue  # Sequential of Keras 1 and 2.0 to 2.2.2 is the list itself
        try:
            entry = entry[key]
        except (KeyError, IndexError, TypeError):
            return text
    if not path or not isinstance(entry, dict) or "class_name" not in entry:
        return text
    inner = entry.get("config")
    name = entry.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    return f"{entry['class_name']} `{name}`: {text}"


def _range(path: ConfigPath, places: dict[ConfigPath, int], lines: Sequence[str]) -> Range:
    for candidate in ((*path, "class_name"), path, tuple(key for key in path if key != "layers")):
        if candidate in places:
            line = places[candidate]
            break
    else:
        line = texts.line_of(path, places)
    text = lines[line - 1] if line <= len(lines) else ""
    return Range(line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1)


def _finding(code: str, review: bool, message: str, place: Range) -> Finding:
    applicability = Applicability.REVIEW if review else Applicability.SAFE
    return Finding(code, SLUGS[code], message, place, applicability, applied=not review)


# -- writing -----------------------------------------------------------------------------------------------------------


def _writer(source: Path, read: _Read, migrated: Migrated) -> Callable[[Path], None]:
    suffix = source.suffix.lower()
    if suffix in names.HDF5:
        config = migrated.config or None
        return lambda target: hdf5.write_hdf5(source, target, config, migrated.training, migrated.layouts)
    if suffix in names.ARCHIVE:
        return lambda target: archive.write_archive(source, target, _whole(migrated.config, migrated.training))
    text = json.dumps({**migrated.config, **read.rest})
    return lambda target: _write_text(target, text)


def _write_text(target: Path, text: str) -> None:
    target.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def _made(source: Path, read: _Read, migrated: Migrated, folder: Path | None) -> Iterator[Path]:
    """The migrated file under a temporary name, gone afterwards if it is still there."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{source.name}.", suffix=".tmp")
    os.close(handle)
    made = Path(name)
    try:
        _writer(source, read, migrated)(made)
        yield made
    finally:
        made.unlink(missing_ok=True)


def _is_written(source: Path, target: Path, read: _Read, migrated: Migrated) -> bool:
    """Whether the file beside is the migrated model already. Raises `ModelFileError` if it is something else."""
    with _made(source, read, migrated, None) as made:
        if filecmp.cmp(made, target, shallow=False):
            return True
    raise ModelFileError(f"{target.name} exists and is something else: move it away, or use --in-place")


def _write(source: Path, target: Path, read: _Read, migrated: Migrated, *, in_place: bool) -> None:
    """Write the migrated file. One that is replaced keeps its mode."""
    real = Path(os.path.realpath(target)) if in_place else target
    with _made(source, read, migrated, real.parent) as made:
        os.chmod(made, source.stat().st_mode & 0o777)
        os.replace(made, real)
