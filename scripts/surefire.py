"""Counts the Java tests: reads the surefire reports of the folders given, prints one FAIL line a failed test, the skipped ones
with their reasons,
one line a module, and "COUNT passed failed" at the end."""

import pathlib
import sys
import xml.etree.ElementTree as tree

passed = failed = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    module_passed = module_failed = 0
    seconds = 0.0
    skipped = {}
    for report in sorted(folder.glob("TEST-*.xml")):
        suite = tree.parse(report).getroot()
        seconds += float(suite.get("time", "0").replace(",", ""))
        for case in suite.iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            bad = case.find("failure") if case.find("failure") is not None else case.find("error")
            skip = case.find("skipped")
            if bad is not None:
                module_failed += 1
                lines = (bad.get("message") or bad.text or "").strip().splitlines()
                print(f"FAIL {name}: {lines[0][:200] if lines else bad.get('type')}")
            elif skip is not None:
                text = (skip.get("message") or skip.text or "no reason given").strip().splitlines()[0]
                reason = text.split("Assumption failed: ")[-1]
                # one line for all that want the folder of reference data, whatever file of it
                reason = reason.split(":")[0] if reason.startswith("needs the reference data") else reason
                skipped[reason] = skipped.get(reason, 0) + 1
            else:
                module_passed += 1
    if module_passed + module_failed + sum(skipped.values()) > 0:
        print(f"  {folder.parts[-3] if len(folder.parts) > 2 else folder}: {module_passed} passed, {module_failed} failed, {seconds:.0f} s")
    for reason, count in skipped.items():
        print(f"  {count} not run: {reason}")
    passed += module_passed
    failed += module_failed
print(f"COUNT {passed} {failed}")
