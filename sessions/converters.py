"""What stands in addresses of the programme beside codes."""

import datetime as dt


class DayConverter:
    """A day as 2025-09-09. What is no day is no such address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()
