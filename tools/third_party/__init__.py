"""What a third party verifies records and documents with: Python's own library, and the rules of server/domain."""
