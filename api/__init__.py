"""The doors of the house: command line, HTTP, HTML and JSON. Imports `catalogue`, never the
reverse.
"""
