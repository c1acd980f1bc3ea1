"""Sessions, graphs and session options of TensorFlow 1: what each name makes, and what TensorFlow 2 has for options.

Source: `tensorflow/core/protobuf/config.proto`, `tf.compat.v1` and `tf.config` of TensorFlow 2.16 to 2.21; a test holds
the tables to the installed TensorFlow.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["config", "gpu options", "session", "graph", "initializer"]

KINDS: dict[str, Kind] = {
    "ConfigProto": "config",
    "GPUOptions": "gpu options",
    "Session": "session",
    "InteractiveSession": "session",
    "get_default_session": "session",
    "get_default_graph": "graph",
    "Graph": "graph",
    "global_variables_initializer": "initializer",
    "initialize_all_variables": "initializer",
    "initialize_local_variables": "initializer",
    "local_variables_initializer": "initializer",
}
"""What functions and classes of TensorFlow 1 give, by the names that `tf.compat.v1` has for them."""

ONLY_IN_1 = KINDS.keys() - {"Graph"} | {"placeholder", "placeholder_with_default"}
"""Those that TensorFlow 2 has below `tf.compat.v1` only."""

WITHOUT_EAGER = frozenset(
    {"disable_eager_execution", "disable_v2_behavior", "disable_resource_variables", "disable_tensor_equality"}
)
"""Switches of `tf.compat.v1` under which Keras 3 does not run, or not as it should."""

PARTS: dict[str, dict[str, Kind]] = {
    "config": {"gpu_options": "gpu options"},
    "session": {"config": "config", "graph": "graph"},
}
"""The keywords of calls of one kind that take what a call of another kind gives."""

INERT = frozenset(
    {"allow_soft_placement", "log_device_placement", "gpu_options.allocator_type", "isolate_session_state"}
)
"""Options that change no result: how TensorFlow 2 places operations anyway, what is logged, how memory is kept."""

THREADS = {
    "intra_op_parallelism_threads": "threading.set_intra_op_parallelism_threads",
    "inter_op_parallelism_threads": "threading.set_inter_op_parallelism_threads",
}
"""Options that functions of `tf.config` set."""

GROWTH = "gpu_options.allow_growth"
FRACTION = "gpu_options.per_process_gpu_memory_fraction"
DEVICES = "device_count"
VISIBLE = "gpu_options.visible_device_list"
