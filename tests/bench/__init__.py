"""The figures: what the program promises about time, size and memory, each beside a yardstick of the same run."""
