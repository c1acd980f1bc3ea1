import torch
from torch import nn


class Tracker(nn.Module):
    def __init__(self, n_in, hidden, stateful=True):
        super().__init__()
        self.cell = nn.LSTMCell(n_in, hidden)
        self.head = nn.Linear(hidden, 1)
        self.stateful = stateful
        self.reset_states()

    def reset_states(self):
        self.h = None
        self.c = None

    def forward(self, x):
        if self.h is None:
            self.h = x.new_zeros(x.shape[0], self.cell.hidden_size)
            self.c = torch.zeros_like(self.h)
        self.h, self.c = self.cell(x, (self.h.detach(), self.c.detach()))
        return self.head(self.h)


model = Tracker(3, 16)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.MSELoss()
data = torch.sin(torch.arange(0, 60).float() / 5).repeat(3, 1).T

for epoch in range(5):
    total = 0.0
    for step in range(len(data) - 1):
        out = model(data[step:step + 1])
        loss = loss_fn(out, data[step + 1:step + 2, :1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    model.reset_states()
    print(epoch, total / (len(data) - 1))
