"""The checks of a promotion request, in the formats that CI systems read."""
