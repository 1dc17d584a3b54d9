"""The windows that ask for something."""
