"""What a scenario sent and received, as frozen data."""
