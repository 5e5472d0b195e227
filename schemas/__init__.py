"""What a sheet must look like: declarations only, no files, no Excel."""
