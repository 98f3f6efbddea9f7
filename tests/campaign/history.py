"""Checks the history of a campaign in its ledger (SQLite) against what must always hold.

history.py LEDGER CAMPAIGN [GATE_LOG_FOLDER]    prints a PASS or FAIL line for each

I1  states only grow: each change of a unit, delivery or job begins where the one before ended and goes upwards, or begins the next attempt
I2  written before it is done: what the scheduler, the gate and the hooks were asked for has an act in the ledger, and a name is asked once
I3  one job at a time: a unit comes into a job only when no other job has it, and is rendered once in each attempt
I4  nothing is deleted before every destination has registered and the site has acknowledged it
I5  counts are those of the rows, and a row is where its last change left it
I6  tokens never go back: what a deposed daemon wrote is not there
"""

import pathlib
import re
import sqlite3
import sys

UNIT, DELIVERY, JOB = "unit", "delivery", "job"
KINDS = {1: UNIT, 2: DELIVERY, 3: JOB}  # of EventRow.Kind
PLANNED, QUEUED, RENDERED, DELIVERED, PURGED = 10, 20, 40, 60, 90
WAITING, REGISTERED, ACKNOWLEDGED = 10, 60, 70
NAMES = (
    "states only grow",
    "acts are written before they are done",
    "one job at a time",
    "nothing is deleted before its acknowledgement",
    "counts are those of the rows",
    "tokens never go back",
)


class History:
    """Everything that the ledger knows of a campaign."""

    def __init__(self, path, campaign):
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        db.row_factory = sqlite3.Row
        self.row = db.execute("select * from campaign where name = ?", (campaign,)).fetchone()
        if self.row is None:
            raise SystemExit(f"history.py: the ledger {path} has no campaign {campaign}")
        number = (self.row["campaign"],)
        self.events = db.execute("select * from event where campaign = ? order by seq", number).fetchall()
        self.acts = db.execute("select * from act where campaign = ? order by act", number).fetchall()
        self.units = {r["unit"]: r for r in db.execute("select * from unit where campaign = ?", number)}
        self.deliveries = {(r["unit"], r["destination"]): r for r in db.execute("select * from delivery where campaign = ?", number)}
        self.jobs = {r["job"]: r for r in db.execute("select * from job where campaign = ?", number)}
        self.tally = db.execute(
            "select kind, place, state, n from tally where campaign = ? and kind in (1, 2, 3) and n <> 0", number
        ).fetchall()
        self.lease = db.execute("select token from lease where name = 'daemon'").fetchone()
        db.close()

    def each(self):
        """(kind, key, event) for each row that an event is about."""
        for e in self.events:
            kind = KINDS.get(e["kind"])
            if kind is None:
                continue
            for row in range(e["first"], e["last"] + 1):
                yield kind, (row, e["destination"]) if kind == DELIVERY else row, e


def grows(h):
    at = {}
    for kind, key, e in h.each():
        state, attempt = at.get((kind, key), (None, None))
        to, new = e["state_to"], e["attempt"]
        where = f"{kind} {key}: {e['state_from']} -> {to} in attempt {new} (event {e['seq']})"
        if state is not None and e["state_from"] != state:
            yield f"{where}, but it was {state}"
        if attempt is not None and kind != JOB and new not in (attempt, attempt + 1) and not (kind == DELIVERY and to == WAITING):
            yield f"{where} after attempt {attempt}"
        first = {UNIT: PLANNED, DELIVERY: WAITING, JOB: 10}[kind]
        if state is not None and to <= e["state_from"] and (kind == JOB or to != first):
            yield f"{where} goes back"
        if state is not None and to == first and kind == UNIT and new != attempt + 1:
            yield f"{where} is planned again within an attempt"
        at[kind, key] = to, new
        if kind == UNIT and to == PLANNED:  # its deliveries begin anew
            for known in [k for k in at if k[0] == DELIVERY and k[1][0] == key]:
                del at[known]


def covered(acts, kind):
    """Units of the acts of this kind, whose subjects are such as 'units 1-9, 12'."""
    units = set()
    for act in acts:
        if act["kind"] == kind:
            for first, last in re.findall(r"(\d+)(?:-(\d+))?", act["subject"]):
                units.update(range(int(first), int(last or first) + 1))
    return units


def asked_first(h):
    seen = {}
    for a in h.acts:
        if a["name"] in seen:
            yield f"{a['name']} was begun twice"
        seen[a["name"]] = a
    for job in h.jobs.values():
        begun = job["submitted"] is not None or job["scheduler_id"]
        if begun and f"ask/{job['name']}" not in seen:
            yield f"job {job['name']} was submitted and is no act"
    deleted, acknowledged = covered(h.acts, "delete"), covered(h.acts, "acknowledge")
    for kind, key, e in h.each():
        if kind == UNIT and e["state_to"] == PURGED and key not in deleted:
            yield f"unit {key} was deleted and that is no act"
        if kind == UNIT and e["state_to"] == DELIVERED and key not in acknowledged:
            yield f"unit {key} was acknowledged and that is no act"


def one_job(h):
    holder, rendered = {}, {}
    for kind, key, e in h.each():
        if kind != UNIT:
            continue
        if e["state_to"] == QUEUED:
            if holder.get(key):
                yield f"unit {key} came into job {e['job']} while job {holder[key]} had it (event {e['seq']})"
            holder[key] = e["job"]
        elif e["state_to"] == PLANNED:
            holder[key] = None
        elif e["state_to"] == RENDERED:
            rendered[key, e["attempt"]] = rendered.get((key, e["attempt"]), 0) + 1
    for (unit, attempt), n in rendered.items():
        if n != 1:
            yield f"unit {unit} was rendered {n} times in attempt {attempt}"
    live = [j["name"] for j in h.jobs.values() if j["state"] < 60]
    if live and all(u["state"] in (PURGED, DELIVERED) for u in h.units.values()):
        yield f"every unit is through and jobs are live: {live[:3]}"


def not_early(h, gate_log):
    registered, acknowledged = set(), set()
    places = {}
    for unit, destination in h.deliveries:
        places.setdefault(unit, set()).add(destination)
    for kind, key, e in h.each():
        if kind == DELIVERY:
            if e["state_to"] == WAITING:
                registered.discard(key)
                acknowledged.discard(key)
            elif e["state_to"] == REGISTERED:
                registered.add(key)
            elif e["state_to"] == ACKNOWLEDGED:
                if key not in registered:
                    yield f"delivery {key} was acknowledged before it was registered"
                acknowledged.add(key)
        elif e["state_to"] == PLANNED and kind == UNIT:
            registered = {d for d in registered if d[0] != key}
            acknowledged = {d for d in acknowledged if d[0] != key}
        elif kind == UNIT and e["state_to"] in (DELIVERED, PURGED):
            missing = [d for d in places.get(key, {0}) if (key, d) not in acknowledged]
            if missing:
                yield f"unit {key} came to {e['state_to']} before destinations {missing} had acknowledged it"
    yield from gate_order(h, gate_log)


def gate_order(h, gate_log):
    """The site's own record of what was acknowledged and deleted: one line a request."""
    if gate_log is None:
        return
    name = h.row["name"]
    acked, deleted = set(), 0
    for path in sorted(gate_log.glob("*.log")):
        for line in path.read_text().splitlines():
            words = line.split()
            if len(words) != 6 or not words[4].startswith(f"out/{name}/") or words[5] != "ok":
                continue
            if words[3] == "ack":
                acked.add(words[4])
            elif words[3] == "delete":
                deleted += 1
                if words[4] not in acked:
                    yield f"{words[4]} was deleted at the site before it was acknowledged"
    if not deleted and any(u["state"] == PURGED for u in h.units.values()):
        yield "units are purged and the gate has deleted nothing"


def counted(h):
    want = {}
    for u in h.units.values():
        want[1, 0, u["state"]] = want.get((1, 0, u["state"]), 0) + 1
    for d in h.deliveries.values():
        want[2, d["destination"], d["state"]] = want.get((2, d["destination"], d["state"]), 0) + 1
    for j in h.jobs.values():
        want[3, 0, j["state"]] = want.get((3, 0, j["state"]), 0) + 1
    have = {(t["kind"], t["place"], t["state"]): t["n"] for t in h.tally}
    for key in sorted(set(want) | set(have)):
        if want.get(key, 0) != have.get(key, 0):
            yield f"kind {key[0]} place {key[1]} state {key[2]}: the count says {have.get(key, 0)}, there are {want.get(key, 0)}"
    last = {}
    for kind, key, e in h.each():
        last[kind, key] = e["state_to"]
        if kind == UNIT and e["state_to"] == PLANNED:
            last = {k: v for k, v in last.items() if k[0] != DELIVERY or k[1][0] != key}
    for kind, rows in ((UNIT, h.units), (DELIVERY, h.deliveries), (JOB, h.jobs)):
        for key, row in rows.items():
            if last.get((kind, key), row["state"]) != row["state"]:
                yield f"{kind} {key} is {row['state']}, its last change was to {last[kind, key]}"


def fenced(h):
    for what, rows in (("event", h.events), ("act", h.acts)):
        highest = 0
        for r in rows:
            if r["token"] and r["token"] < highest:
                yield f"{what} {r[0]} has the token {r['token']} after {highest}"
            highest = max(highest, r["token"])
        if h.lease is not None and highest > h.lease["token"]:
            yield f"{what}s have the token {highest}, the lease has {h.lease['token']}"


def violations(ledger, campaign, gate_log=None):
    """What does not hold, a list for each of I1 to I6."""
    h = History(ledger, campaign)
    if not h.events or not h.units:
        raise SystemExit(f"history.py: the ledger {ledger} has no history of {campaign}")
    return [list(found) for found in (grows(h), asked_first(h), one_job(h), not_early(h, gate_log), counted(h), fenced(h))]


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    log = pathlib.Path(sys.argv[3]) if len(sys.argv) == 4 else None
    for i, found in enumerate(violations(sys.argv[1], sys.argv[2], log), 1):
        print(("FAIL" if found else "PASS") + f" I{i} {NAMES[i - 1]}" + "".join(f"; {f}" for f in found[:3]))


if __name__ == "__main__":
    main()
