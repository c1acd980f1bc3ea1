import numpy as np

from models import build_model

BATCH_SIZE = 8      # pumps that run side by side
STEPS = 4
EPOCHS = 3


def pressure(pumps, hours):
    """Pressure and valve position of every pump, hour by hour."""
    hour = np.arange(hours)
    phase = np.arange(pumps)[:, None] * 0.7
    valve = (np.sin(hour / 3.0 + phase) > 0.2).astype('float32')
    level = 0.4 * np.sin(hour / 5.0 + phase) + 0.3 * valve
    return np.stack([level, valve], axis=-1)


data = pressure(BATCH_SIZE, 41)
blocks = [data[:, i:i + STEPS] for i in range(0, 40, STEPS)]
x = np.concatenate(blocks)
y = np.concatenate([data[:, i + STEPS, :1] for i in range(0, 40, STEPS)])

model = build_model(BATCH_SIZE, STEPS, data.shape[-1])
for epoch in range(EPOCHS):
    history = model.fit(x, y, batch_size=BATCH_SIZE, epochs=1, verbose=0)
    model.reset_states()
    print('epoch %d loss %.5f' % (epoch + 1, history.history['loss'][0]))

# One pump, one hour at a time.
online = build_model(1, 1, data.shape[-1])
online.set_weights(model.get_weights())
for pump in (0, 5):
    online.reset_states()
    forecast = [online.predict(data[pump, h].reshape(1, 1, 2), batch_size=1, verbose=0)[0, 0] for h in range(8)]
    print('pump', pump, ' '.join('%.5f' % f for f in forecast))
