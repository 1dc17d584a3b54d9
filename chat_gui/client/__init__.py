"""The wire's end in the window's process: receiver thread, reconnecting, the outbox. No Tk."""
