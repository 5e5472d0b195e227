"""Seals: what an event rested on when it was approved, kept so that every later change is found and named."""
