"""What does `python -m through_codemod` do? The same as `through-codemod`."""

from through_codemod.cli import main

if __name__ == "__main__":
    main()
