"""Why a record says what it says: its evidence in context, its patterns, the steps to its values, and its checks."""
