"""The drop folder: workbooks put into a folder get their annotated copy and a one-line result beside them."""
