#!/bin/sh
# The job that `ciel site check` asks Slurm about (sbatch --test-only); it never runs. Arguments: units file, root.
cat "$1"
