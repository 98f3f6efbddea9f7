"""All checks with the official clients, in order; see run.sh."""
import pathlib
import sys

import fixtures
import live
import support


def main():
    folder = support.scratch()
    service = ciel = None
    try:
        service = support.Service(folder)
        ciel = support.Ciel()
        live.prepare(service)
        live.official_cli(service, pathlib.Path(folder))
        live.same_fields(service, ciel, pathlib.Path(folder))
        live.exit_codes(service, ciel, pathlib.Path(folder))
        live.javascript(service)
        live.python_sdk(service)
        fixtures.read_all(ciel, pathlib.Path(folder))
    finally:
        for p in (ciel, service):
            if p is not None:
                p.close()
        support.remove(folder)
    sys.exit(1 if support.failures else 0)


if __name__ == "__main__":
    main()
