"""The verifier of a third party: Python's own library, and the rules of server/domain."""
