"""Command groups that need the server's code; found through the entry-point group `modelwarden.commands`."""
