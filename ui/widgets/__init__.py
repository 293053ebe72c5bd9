"""Reusable pieces without knowledge of data: plain values in, past-participle signals out."""
