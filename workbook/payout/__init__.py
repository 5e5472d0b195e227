"""Payouts: who is paid what, in which state, published how."""
