"""How a case of the suites in Python runs, and what it prints."""

import sys
import tempfile

FAILED = []


def suite(name):
    """The decorator for the cases of a suite: each runs in a new PKGDIR, its first argument, and prints
    how it went; what it returns is shown."""

    def case(function):
        def run(*arguments):
            note = ""
            with tempfile.TemporaryDirectory(prefix="crossrc-case-") as pkgdir:
                try:
                    note = function(pkgdir, *arguments)
                except AssertionError as error:
                    print(f"# {error}")
                    FAILED.append(function.__doc__)
            good = function.__doc__ not in FAILED
            print(f"{'ok' if good else 'not ok'} {name}: {function.__doc__}" + (f" ({note})" if note else ""))
            sys.stdout.flush()

        return run

    return case


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def exit_status():
    return 1 if FAILED else 0
