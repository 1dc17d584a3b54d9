"""What one peer speaks: bytes to commands, events to bytes. One pure file each."""
