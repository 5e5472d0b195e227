"""Ranks and prizes: who wins what, and why."""
