"""A small PDF writer whose bytes depend on nothing but its input: no clock, no random, no library's version.

Signed pages are redrawn and compared byte by byte, by the hub at receipt and by anybody for as long as the archive
lives; so the writer, the faces and the templates are versioned and frozen. Numbers are whole millipoints
(1/1000 of 1/72 inch): no floating point takes part.
"""
