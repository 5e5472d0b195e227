"""How people reach contestbook: one orchestration, a shell, later a ribbon. No rules live here."""
