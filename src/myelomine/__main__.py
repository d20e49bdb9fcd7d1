"""`python -m myelomine` is the same as `myelomine`."""

from myelomine.cli import main

if __name__ == "__main__":
    main(prog_name="myelomine")
