"""What the window knows: events in, changes out. Pure, no Tk, no thread."""
