"""`parlor-server`'s commands on a running server: a native client with the server's own key."""
