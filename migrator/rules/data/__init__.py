"""Rules about what models are fed: batches, lists, generators."""
