"""What a run shows: pure views of its results. Nothing here decides, migrates, or reads a user's file."""
