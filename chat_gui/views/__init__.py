"""The widgets. They are given a model to read and a way to send; they never see a socket."""
