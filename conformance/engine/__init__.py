"""The machine between the target and the sections: scenarios act, traces hold what was seen, checks judge."""
