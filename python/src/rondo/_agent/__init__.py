"""A client of its own: takes seats from the task queue, trains with the functions of a script, uploads updates.

The rules that it follows are in docs/wire-format.md. It needs boto3, the extra ``aws``.
"""
