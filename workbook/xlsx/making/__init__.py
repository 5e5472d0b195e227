"""Workbooks we make ourselves: registration templates, their hints, .xlsx copies of old formats."""
