"""What may be said on the wire: pure, with no socket, thread, clock or disk."""
