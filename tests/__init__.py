"""The tests. They mirror the project: each folder tests the folder of its name."""
