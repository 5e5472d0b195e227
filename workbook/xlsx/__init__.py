"""The .xlsx file as a host, in four parts.

`reading` (gate, worker, values and facts), `writing` (the lossless patcher and FileHost), `saving` (one safe way onto
the disk) and `making` (workbooks that we make ourselves).
"""
