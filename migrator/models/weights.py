"""Weights that Keras 3 keeps in another layout than the release that wrote them: those of CuDNN layers, and of Keras 1.

Values are moved, transposed and joined; only the two biases of a CuDNNLSTM are added, since their layer has one.
Source: `preprocess_weights_for_loading` in `saving/legacy/hdf5_format.py` of Keras 2.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrator.models.limits import ModelFileError
from migrator.models.notes import Layout

if TYPE_CHECKING:
    import h5py

_GATES = (4, 3)
"""Gates of LSTM and of GRU."""
_LSTM_GATES = (0, 2, 1, 3)
"""Keras 1 had input, cell, forget, output; Keras 2 has input, forget, cell, output."""
_GRU_GATES = (0, 1, 2)
_PARTS = ("kernel", "recurrent_kernel", "bias")


def convert_group(group: h5py.Group, layout: Layout) -> None:
    """Convert the weights of one layer in place; nothing where they have the layout of Keras 3 already."""
    names = names_in(group, "weight_names") or ()
    values = [_value(group, name) for name in names]
    converted = _from_cudnn(values) if layout.kind == "CuDNN" else _from_keras1(values, layout)
    if len(converted) == len(values):
        for name, before, after in zip(names, values, converted, strict=True):
            if after is not before:
                _replace(group, name, after)
        return
    for name in names:
        del group[name]
    layer = group.name.rpartition("/")[2]
    fresh = [f"{layer}/{_PARTS[number % 3]}_{number // 3}" for number in range(len(converted))]
    for name, value in zip(fresh, converted, strict=True):
        group.create_dataset(name, data=value)
    group.attrs["weight_names"] = [name.encode() for name in fresh]


def has_cudnn_layout(group: h5py.Group) -> bool:
    """Whether a layer's weights are those of a CuDNNLSTM or CuDNNGRU, by their shapes."""
    values = [_value(group, name) for name in names_in(group, "weight_names") or ()]
    return any(_is_cudnn(values[i : i + 3]) for i in range(len(values) - 2))


def names_in(group: h5py.Group, key: str) -> tuple[str, ...] | None:
    """A list of names in an attribute; long ones are cut into several attributes, numbered from 0."""
    if key in group.attrs:
        pieces = [group.attrs[key]]
    else:
        pieces = []
        while f"{key}{len(pieces)}" in group.attrs:
            pieces.append(group.attrs[f"{key}{len(pieces)}"])
        if not pieces:
            return None
    return tuple(text_of(name) or "" for piece in pieces for name in piece)


def text_of(value: Any) -> str | None:
    """A string attribute, which is bytes in old files."""
    if isinstance(value, bytes):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def _value(group: h5py.Group, name: str) -> Any:
    try:
        return group[name][()]
    except (KeyError, OSError, ValueError, TypeError) as error:
        raise ModelFileError(f"the weight {name} is missing or damaged") from error


def _replace(group: h5py.Group, name: str, value: Any) -> None:
    del group[name]
    group.create_dataset(name, data=value)


def _is_cudnn(triple: list[Any]) -> bool:
    kernel, recurrent, bias = triple
    if kernel.ndim != 2 or recurrent.ndim != 2 or bias.ndim != 1:
        return False
    units = recurrent.shape[0]
    sizes = [gates * units for gates in _GATES]
    return any(recurrent.shape[1] == size == kernel.shape[1] and bias.shape[0] == 2 * size for size in sizes)


def _from_cudnn(values: list[Any]) -> list[Any]:
    """Kernel, recurrent kernel and biases of each CuDNN layer among the weights, in the layout of LSTM and GRU."""
    import numpy as np

    result = list(values)
    index = 0
    while index + 3 <= len(values):
        kernel, recurrent, bias = triple = values[index : index + 3]
        if not _is_cudnn(triple):
            index += 1
            continue
        gates = recurrent.shape[1] // recurrent.shape[0]
        kernels = [part.T.reshape(part.shape, order="F") for part in np.hsplit(kernel, gates)]
        result[index] = np.hstack(kernels)
        result[index + 1] = np.hstack([part.T for part in np.hsplit(recurrent, gates)])
        result[index + 2] = np.sum(np.split(bias, 2), axis=0) if gates == 4 else bias.reshape(2, -1)
        index += 3
    return result


def _from_keras1(values: list[Any], layout: Layout) -> list[Any]:
    """The weights of a layer of Keras 1, or of the two layers in a Bidirectional."""
    gates = {"LSTM": _LSTM_GATES, "ConvLSTM2D": _LSTM_GATES, "GRU": _GRU_GATES}.get(layout.kind)
    if gates is not None:
        size = 3 * len(gates)
        if not values or len(values) % size:
            return values  # joined already
        groups = [values[start : start + size] for start in range(0, len(values), size)]
        return [_oriented(part, layout) for group in groups for part in _joined(group, gates)]
    if not values:
        return values
    return [_kernel(values[0], layout), *values[1:]]


def _joined(values: list[Any], gates: tuple[int, ...]) -> list[Any]:
    """Kernel, recurrent kernel and bias of a layer out of those of each gate, in the order of Keras 2."""
    import numpy as np

    return [np.concatenate([values[3 * gate + part] for gate in gates], axis=-1) for part in range(3)]


def _oriented(value: Any, layout: Layout) -> Any:
    return value.transpose(2, 3, 1, 0) if layout.channels_first and value.ndim == 4 else value


def _kernel(kernel: Any, layout: Layout) -> Any:
    """The kernel of a convolution. Keras 1 kept that of one over sequences as if it were one over pictures."""
    name = layout.kind
    if name in ("Convolution1D", "Conv1D", "AtrousConvolution1D"):
        if kernel.ndim != 4:
            return kernel
        if kernel.shape[1] != 1:  # before Keras 1.2: filters, channels, length, 1
            kernel = kernel.transpose(2, 3, 1, 0)
        return kernel[:, 0]
    if name == "Deconvolution2D":
        return kernel.transpose(2, 3, 0, 1) if layout.channels_first else kernel.transpose(0, 1, 3, 2)
    if kernel.ndim == 5:
        return kernel.transpose(2, 3, 4, 1, 0)
    return kernel.transpose(2, 3, 1, 0) if kernel.ndim == 4 else kernel
