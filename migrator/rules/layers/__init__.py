"""Rules about how layers are told their input shape."""
