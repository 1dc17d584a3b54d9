"""Looking after the log: `backup`, `export` and `check`, also while a server runs on it.

Each is a process of its own that only reads the log, beside the server and never in its way.
"""
