"""Parlor's server: the chat, and the wire it speaks."""

__version__ = "0.1.0"
