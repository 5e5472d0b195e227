"""Bytes onto the disk: told before work, locked, written beside, read back, replaced in one step, swept after a kill."""
