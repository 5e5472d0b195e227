"""What we do with a workbook: pure functions over snapshots, and below them the file format."""
