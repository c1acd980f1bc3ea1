import numpy as np
import onnxruntime


class OnnxDetector:
    """Keeps the recurrent state of the exported network between calls."""

    def __init__(self, path):
        opts = onnxruntime.SessionOptions()
        opts.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, sess_options=opts)
        self.reset_states()

    def reset_states(self, batch_size=1):
        self._h = np.zeros((2, batch_size, 64), dtype="float32")
        self._c = np.zeros((2, batch_size, 64), dtype="float32")

    def __call__(self, chunk):
        feed = {"x": chunk.astype("float32"), "h": self._h, "c": self._c}
        out, self._h, self._c = self.session.run(None, feed)
        return float(out.squeeze())


class Segmenter:
    def __init__(self, path, threshold=0.5):
        self.model = OnnxDetector(path)
        self.threshold = threshold

    def segments(self, signal, size=512):
        self.model.reset_states()
        start, found = None, []
        for i in range(0, len(signal) - size + 1, size):
            p = self.model(signal[None, i:i + size])
            if p >= self.threshold and start is None:
                start = i
            elif p < self.threshold and start is not None:
                found.append((start, i))
                start = None
        self.model.reset_states()
        return found
