"""Speech gate: opens when the recurrent detector is sure for long enough."""
import numpy as np


class Detector:
    """A leaky unit over frame energies; keeps its state between calls."""

    def __init__(self, decay=0.8):
        self.decay = decay
        self.reset_states()

    def reset_states(self, batch_size=1):
        self._state = np.zeros((batch_size, 1))
        self._last_batch_size = batch_size

    def __call__(self, frames):
        if frames.shape[0] != self._last_batch_size:
            self.reset_states(frames.shape[0])
        energy = np.abs(frames).mean(axis=1, keepdims=True)
        self._state = self.decay * self._state + (1 - self.decay) * energy
        return 1.0 / (1.0 + np.exp(-20.0 * (self._state - 0.3)))


class VoiceGate:
    def __init__(self, model, threshold=0.5, min_frames=2):
        self.model = model
        self.threshold = threshold
        self.min_frames = min_frames
        self.reset()

    def reset(self):
        self.model.reset_states()
        self.open = False
        self.count = 0

    def feed(self, frame):
        p = float(self.model(frame[None, :])[0, 0])
        self.count = self.count + 1 if p > self.threshold else 0
        self.open = self.count >= self.min_frames
        return p


model = Detector()
gate = VoiceGate(model)
signal = np.sin(np.arange(160) * 0.7) * np.repeat([0.1, 1.0, 1.0, 0.2], 40)
for frame in signal.reshape(-1, 16):
    print('%.5f' % gate.feed(frame), gate.open)
gate.reset()
model.reset_states()
