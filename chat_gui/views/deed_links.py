"""What links in the history begin with that do something in the window."""

PERSON, RETRY, REACT = "person:", "retry:", "react:"
JUMP, AGAIN, FORGET = "jump:", "again:", "forget:"
"""What a link begins with that leads to a person's menu, by id; sends a message again, by key; puts
a reaction on a message or takes it off, by `seq:emoji`; goes to a message, edits it once more after
a refusal, or gives that up, by seq. No text that somebody says becomes such a link."""
