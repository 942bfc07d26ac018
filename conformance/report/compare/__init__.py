"""Comparison of several reports: changes between two, a matrix of servers, a trend over time."""
