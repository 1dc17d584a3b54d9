"""Parlor's window."""
