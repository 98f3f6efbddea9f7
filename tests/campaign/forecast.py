"""Compares the forecast of a campaign that has ended with the campaign.

forecast.py CIEL FILE WORK    prints PASS and FAIL lines; WORK is the folder two-site/made
"""
import datetime
import json
import pathlib
import subprocess
import sys


def say(good, text):
    print(("PASS " if good else "FAIL ") + text, flush=True)


def main():
    ciel, file, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    answer = subprocess.run([ciel, "campaign", "plan", file, "--simulate", "--json"], capture_output=True, text=True, check=False)
    told = json.loads(answer.stdout)["forecast"]
    start, median = (datetime.datetime.fromisoformat(told[k].replace("Z", "+00:00")) for k in ("start", "median"))
    seconds, took = (median - start).total_seconds(), told["measured"]["elapsedSeconds"]
    say(abs(seconds / took - 1) <= 0.2, f"the forecast takes {seconds:.0f} s, the campaign took {took:.0f} s ({told['measured']})")
    placed = sum(p.stat().st_size for p in work.glob("data-centre/images/two-site/**/*") if p.is_file())
    carried = told["links"][0]["bytes"]
    say(abs(carried / placed - 1) <= 0.2, f"the forecast carries {carried / 1e6:.1f} MB, the campaign carried {placed / 1e6:.1f} MB")


main()
