"""The named relations of the Linked Art search API: who stands in a relation to a record."""
