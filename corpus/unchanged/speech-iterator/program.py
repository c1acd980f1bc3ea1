class VADIterator:
    def __init__(self, model, threshold=0.5, sampling_rate=16000, min_silence_ms=100):
        self.model = model
        self.threshold = threshold
        self.sampling_rate = sampling_rate
        self.min_silence = sampling_rate * min_silence_ms // 1000
        self.reset()

    def reset(self):
        self.model.reset_states()
        self.triggered = False
        self.silence_from = 0
        self.position = 0

    def __call__(self, chunk):
        self.position += len(chunk)
        prob = self.model(chunk, self.sampling_rate)
        if prob >= self.threshold:
            self.silence_from = 0
            if not self.triggered:
                self.triggered = True
                return {"start": self.position - len(chunk)}
            return None
        if self.triggered:
            if not self.silence_from:
                self.silence_from = self.position
            if self.position - self.silence_from >= self.min_silence:
                end, self.silence_from, self.triggered = self.silence_from, 0, False
                return {"end": end}
        return None


def speech_chunks(model, audio, size=512, **options):
    vad = VADIterator(model, **options)
    events = [vad(audio[i:i + size]) for i in range(0, len(audio), size)]
    model.reset_states()
    return [e for e in events if e]
