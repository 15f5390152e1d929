"""``python -m urbansec`` is the command ``urbansec``."""

from urbansec.cli import main

if __name__ == "__main__":
    main()
