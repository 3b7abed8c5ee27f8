"""`python -m desktop` opens the window; a system library that is missing is named in one sentence."""

import sys

if __name__ == "__main__":
    try:
        from desktop.app import main
    except ImportError as error:
        if ".so" not in str(error):  # a bug of the program, not a gap in the system
            raise
        from desktop.damage import library_words

        sys.exit(f"cannot open a window: {library_words(error)}")
    sys.exit(main())
