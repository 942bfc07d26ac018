"""A saved report once more: its findings played again, one exchange sent again, or all judged again."""
