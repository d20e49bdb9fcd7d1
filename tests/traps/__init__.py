"""Tiny PDFs with one trap each."""
