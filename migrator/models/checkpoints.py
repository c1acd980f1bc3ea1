"""Read a checkpoint of TensorFlow into a model of Keras 3, layer by layer: a process of its own.

`python -m migrator.models.checkpoints MODEL.json PREFIX TARGET`. TARGET is a whole model (`.keras`), or its weights
(`.weights.h5`). Keras 2 numbered the layers with weights in the order of the model (`layer_with_weights-0`), and named
what is in them as the attributes are called; Keras 3 calls them the same. Source: Keras 2.15 `engine/functional.py`
(`_trackable_children`) and the object graph that TensorFlow keeps in each checkpoint.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
_NUMBERED = "layer_with_weights-"


class CheckpointError(Exception):
    """The checkpoint is not one of the model; the message says where they part."""


def main(architecture: str, prefix: str, target: str) -> None:
    """Write the weights of the checkpoint `prefix` into `target`, with the layers of the model `architecture`."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow as tf
    from tensorflow.core.protobuf import trackable_object_graph_pb2

    with open(architecture, encoding="utf-8") as file:
        text = file.read()
    name = "keras2_hard_sigmoid"
    with keras.saving.custom_object_scope({name: lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)}):
        model = keras.models.model_from_json(json.dumps(json.loads(text)))
    if not model.built:
        raise CheckpointError("the model has no input shape, so that its weights have none")
    reader = tf.train.load_checkpoint(prefix)
    graph = trackable_object_graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(reader.get_tensor(_GRAPH))
    values = {id(variable): key for variable, key in _pairs(model, graph.nodes, 0)}
    for variable in model.weights:
        key = values.get(id(variable))
        if key is None:
            raise CheckpointError(f"the checkpoint has no weight for {variable.path}")
        value = reader.get_tensor(key)
        if tuple(value.shape) != tuple(variable.shape):
            raise CheckpointError(
                f"{variable.path} has the shape {tuple(variable.shape)}, and {value.shape} in the file"
            )
        variable.assign(value)
    for layer in model._flatten_layers():
        if hasattr(layer, "finalize_state") and layer.weights:
            layer.finalize_state()
    model.save_weights(target) if target.endswith(".weights.h5") else model.save(target)


def _pairs(owner: Any, nodes: Any, index: int) -> Iterator[tuple[Any, str]]:
    """The variables of `owner` with the keys of their values, found side by side in the model and in the graph."""
    import keras

    for child in nodes[index].children:
        name, node = child.local_name, nodes[child.node_id]
        found = _named(owner, name)
        if isinstance(found, keras.Variable):
            yield from ((found, a.checkpoint_key) for a in node.attributes if a.name == "VARIABLE_VALUE")
        elif isinstance(found, (keras.layers.Layer, list, tuple)):
            yield from _pairs(found, nodes, child.node_id)


def _named(owner: Any, name: str) -> Any:
    """What Keras 2 called `name` in a model, a layer or a list."""
    import keras

    if isinstance(owner, (list, tuple)):
        return owner[int(name)] if name.isdigit() and int(name) < len(owner) else None
    if isinstance(owner, keras.Model):
        if not name.startswith(_NUMBERED):
            return None
        weighty = [layer for layer in owner.layers if layer.weights]
        number = int(name.removeprefix(_NUMBERED))
        return weighty[number] if number < len(weighty) else None
    return None if name in ("keras_api", "states") else getattr(owner, name, None)


if __name__ == "__main__":
    main(*sys.argv[1:4])
