"""The rule card of a contest workbook: read, judged, decided, compared with what it was."""
