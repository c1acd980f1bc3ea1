"""What notebooks say to the machine that they run on."""
