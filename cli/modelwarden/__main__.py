"""`python -m modelwarden` is `modelwarden`."""

from modelwarden.cli import main

if __name__ == "__main__":
    main()
