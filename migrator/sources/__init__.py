"""Files as the user has them: finding them, reading their bytes, and putting text back. Never what the text means."""
