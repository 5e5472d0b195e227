"""The .xlsx file as a host: gate, reader, lossless patcher, save."""
