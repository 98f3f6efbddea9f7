#!/usr/bin/env bash
# The rules of the house that a program can check: line lengths, the direction of imports between modules and packages, circles of
# imports between files, phrases that readers stumble over, size of a source file.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
"${CIEL_PYTHON:-python3}" "$top/scripts/house.py" "$top"
