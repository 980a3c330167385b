"""Dates as written, in the calendars of the field, and what can be computed of them."""

from catalogue.calendars.reading import Bounds, WrittenDate, read_date, year_bounds

__all__ = ["Bounds", "WrittenDate", "read_date", "year_bounds"]
