"""Sales ledgers reconciled to the fen: every line ends in exactly one state, and the states add up to the ledger."""
