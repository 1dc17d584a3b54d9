"""The window's connection: sessions against a model, the rest against real files and sockets."""
