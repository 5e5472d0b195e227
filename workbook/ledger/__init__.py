"""Sales ledgers: orders parsed, reconciled, and shown."""
