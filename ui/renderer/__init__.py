"""Pages and text out of untrusted papers, drawn by a confined child process.

``messages`` is what crosses the pipe, ``child`` the process without keys, network or files, ``sandbox`` what the
system offers to hold it to that, ``process`` the parent's end.
"""
