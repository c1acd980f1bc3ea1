# %% [markdown]
# # Which season is it?

# %%
import numpy as np
from tensorflow.keras import models, layers
from tensorflow.keras.callbacks import EarlyStopping

day = np.arange(160)
season = (day % 40) // 10
x = np.stack([np.sin(day * 2 * np.pi / 40), np.cos(day * 2 * np.pi / 40), (day % 7) / 7.], axis=1)
x_train, y_train, x_val, y_val = x[:120], season[:120], x[120:], season[120:]

# %%
def build_model(units=10):
    model = models.Sequential()
    model.add(layers.Dense(units, activation='relu', input_shape=(x_train.shape[1],)))
    model.add(layers.Dense(4, activation='softmax'))
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return model

# %%
model = build_model()
history = model.fit(x_train, y_train, epochs=5, batch_size=20, verbose=0,
                    validation_data=(x_val, y_val),
                    callbacks=[EarlyStopping('val_accuracy', patience=4)])

# %%
acc = history.history['accuracy']
val_acc = history.history['val_accuracy']
loss = history.history['loss']
val_loss = history.history['val_loss']
epochs = range(1, len(acc) + 1)
for e in epochs:
    print(e, acc[e - 1], val_acc[e - 1], loss[e - 1], val_loss[e - 1])

# %%
results = model.evaluate(x_val, y_val, verbose=0)
results

# %%
print(results, model.predict(x_val[:12], verbose=0).argmax(axis=-1), model.predict(x_val[:1], verbose=0))
