"""Sessions of TensorFlow 1 and their options go: Keras 3 runs without.

## What it does

Takes out what only prepares a session for Keras: `tf.ConfigProto()` and its options, `tf.Session(...)`,
`K.set_session(...)`, `sess.run(tf.global_variables_initializer())`, `with sess.as_default():`. Functions of `tf.config`
take the place of options that TensorFlow 2 has: memory that grows, numbers of threads, a program without GPU.

## Why

`keras.backend` and `tf.keras.backend` have no `set_session` and no `get_session`, whatever the root; TensorFlow 2 has
`Session` and `ConfigProto` below `tf.compat.v1` only; and no model of Keras 3 is trained inside a graph.

## Example

```python before
import tensorflow as tf
from keras.backend.tensorflow_backend import set_session
from keras.models import Sequential

config = tf.ConfigProto(allow_soft_placement=True)
config.gpu_options.allow_growth = True  # take only what is needed
sess = tf.Session(config=config)
set_session(sess)

model = Sequential()
```

```python after
import tensorflow as tf
from keras.models import Sequential

for gpu in tf.config.list_physical_devices("GPU"):  # take only what is needed
    tf.config.experimental.set_memory_growth(gpu, True)

model = Sequential()
```

```python before
import tensorflow as tf
from keras import backend as K

threads = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
K.set_session(tf.Session(graph=tf.get_default_graph(), config=threads))
```

```python after
import tensorflow as tf
from keras import backend as K

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
```

```python before
import tensorflow as tf
from keras import backend as K

sess = tf.Session()
K.set_session(sess)

def predict(model, x):
    with sess.as_default():
        # one at a time
        return model.predict(x)
```

```python after
import tensorflow as tf
from keras import backend as K


def predict(model, x):
    # one at a time
    return model.predict(x)
```

```python before
import tensorflow as tf
import keras

def get_session():
    config = tf.compat.v1.ConfigProto()
    config.log_device_placement = False
    return tf.compat.v1.Session(config=config)

tf.compat.v1.keras.backend.set_session(get_session())
model = keras.models.load_model("model.keras")
```

```python after
import tensorflow as tf
import keras

def get_session():
    pass

get_session()
model = keras.models.load_model("model.keras")
```

## Left alone

Sessions that Keras does not get, written so that TensorFlow 2 has them:

```python
import keras
import tensorflow as tf

config = tf.compat.v1.ConfigProto()
config.gpu_options.allow_growth = True
session = tf.compat.v1.InteractiveSession(config=config)
```

What is not Keras, and code that asks for the version:

```python
import tensorflow as tf

with tf.Session() as sess:
    print(sess.run(tf.constant(1)))
```

```python
import tensorflow as tf
from keras import backend as K

if tf.__version__.startswith("1."):
    K.set_session(tf.Session())
```

A session that does more (`sess.run(tensor)`, a `tf.train.Saver`, an object that gets it) is left to a person, whole.

## Fix safety

Safe where each use of the session is in view and TensorFlow can still be configured: in the top level of the program,
above all that makes or runs a model. Unsafe elsewhere, for a fraction of the memory, which growing memory stands for,
and for an initialization below models, which would have drawn their weights anew.

## References

Keras 2.3 `backend/tensorflow_backend.py`; `tf.config` of TensorFlow 2; TensorFlow's guide "Use a GPU".
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.analysis.module import Module
from migrator.findings import Applicability
from migrator.rules.registry import Proposal, Rule
from migrator.rules.session_edits import listed, operations
from migrator.rules.session_parts import Stays
from migrator.rules.sessions import session_blocks

_MESSAGE = "Keras 3 runs without a session"


def check(module: Module) -> Iterator[Proposal]:
    """Sessions that Keras gets, or that TensorFlow 2 has under this name no more."""
    for block in session_blocks(module):
        if not block.has_session:
            continue
        why = block.why
        if not why:
            try:
                change = operations(module, block)
            except Stays as reason:
                why = str(reason)
        if why:
            for node in {node.lineno: node for node in reversed(block.nodes)}.values():
                yield Proposal(node, f"{_MESSAGE}: {why}", Applicability.REVIEW)
        elif block.conditions:
            message = f"{_MESSAGE}; the edit is right if {listed(block.conditions)}"
            yield Proposal(block.nodes[0], message, Applicability.UNSAFE, change)
        else:
            yield Proposal(block.nodes[0], _MESSAGE, Applicability.SAFE, change)


RULE = Rule(
    "KER115", "tf-session", "3.0.0", "safe, unsafe or review", check, (b"ession", b"ConfigProto", b"GPUOptions")
)
