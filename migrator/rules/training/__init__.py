"""Rules about running stateful models: fit, evaluate, predict."""
