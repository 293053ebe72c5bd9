"""The archive of one ballot: everything needed to recompute its result without our software, or with it.

``data`` is what the hub exports, ``writer`` the file, ``verify`` the check that ``ecabinet-hub verify`` runs.
"""
