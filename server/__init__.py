"""Adref: where an intergovernmental meeting negotiates its text."""

VERSION = "0.1.0"
