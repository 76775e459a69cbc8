"""Adref: where an intergovernmental meeting negotiates its text."""

VERSION = "0.2.0"
