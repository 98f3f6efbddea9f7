"""The rules of the house that a program can check; prints PASS and FAIL lines. Called by tests/house.sh.

house.py TREE
"""

import collections
import os
import re
import subprocess
import sys

MAX_COLUMNS = 140  # the formatter writes Java at 120; a string or a table may be longer
MAX_BYTES = 25_000
# what a module may import of the others (pom.xml says the same; this catches test scope and packages split over modules)
MODULES = {
    "ciel.sim": {"ciel.sim"},
    "ciel.sites": {"ciel.sites"},
    "ciel.kernels": {"ciel.kernels", "ciel.sim"},
    "ciel.transfer": {"ciel.transfer"},
    "ciel.workflow": {"ciel.workflow", "ciel.sim", "ciel.kernels", "ciel.transfer", "ciel.sites"},
    "ciel.benchmarks": {"ciel.benchmarks", "ciel.sim", "ciel.kernels", "ciel.transfer"},
    "ciel.app": {"ciel.app", "ciel.sim", "ciel.kernels", "ciel.transfer", "ciel.sites", "ciel.workflow"},
}
PHRASES = [
    "not to be had",
    "the newcomer",
    "has not the bits",
    "stands in for",
    "works at a time",
    "is of no more use",
    "told of work",
    "names not let in",
    "goes the way of",
    "TODO",
    "FIXME",
]
# where a line may be as long as it is: data in tests
LONG = re.compile(r"src/test/resources|\.csv$|\.md$|\.svg$")


def tracked(tree, *patterns):
    listing = subprocess.run(
        ["git", "-C", tree, "ls-files", "-co", "--exclude-standard", *patterns], capture_output=True, text=True, check=False
    ).stdout.split("\n")
    return [p for p in listing if p and os.path.isfile(os.path.join(tree, p))]


def read(tree, path):
    with open(os.path.join(tree, path), encoding="utf-8") as f:
        return f.read()


def verdict(name, problems):
    if problems:
        print(f"FAIL {name}: {len(problems)}, such as {'; '.join(problems[:5])}")
    else:
        print(f"PASS {name}")


def module_of(package):
    return next((m for m in sorted(MODULES, key=len, reverse=True) if package == m or package.startswith(m + ".")), None)


def circles(graph):
    """The strongly connected components with more than one file (Tarjan 1972)."""
    sys.setrecursionlimit(100_000)
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in graph[v]:
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            component = []
            while True:
                w = stack.pop()
                on.discard(w)
                component.append(w)
                if w == v:
                    break
            if len(component) > 1:
                found.append(component)

    for v in list(graph):
        if v not in index:
            visit(v)
    return found


def surface(tree, java, texts, architecture):
    """Uses of an internal package of another module, and packages that are described nowhere. A package is internal
    where its package-info.java says "Internal:"; all others are what a module offers."""
    folders = {os.path.dirname(p) for p in java if "/main/" in p and not p.startswith("benchmarks/")}
    internal, undocumented = {}, []
    for folder in sorted(folders):
        package = folder.split("/java/")[1].replace("/", ".")
        if f"{folder}/package-info.java" not in texts:
            undocumented.append(f"{package} has no package-info.java")
        elif "<p>Internal:" in texts[f"{folder}/package-info.java"]:
            internal[package] = folder.split("/")[0]
        elif not any(f"`{package[i:]}`" in architecture for i in range(len(package)) if i == 0 or package[i - 1] == "."):
            undocumented.append(f"{package} is neither internal nor in ARCHITECTURE.md")
    foreign = [
        f"{p} uses {name}"
        for p in java
        if "/main/" in p and not p.startswith("benchmarks/")
        for name in re.findall(r"\b(ciel\.[a-z.]+[a-z])\.[A-Z]", re.sub(r"(?s)/\*.*?\*/|//[^\n]*", "", texts[p]))
        if name in internal and internal[name] != p.split("/")[0]
    ]
    return foreign, undocumented


def main(tree):
    sources = tracked(tree, "*.java", "*.cl", "*.sh", "*.py", "ciel", "verify")
    java = [p for p in sources if p.endswith(".java")]
    texts = {p: read(tree, p) for p in sources}

    verdict(
        f"no line of a source is longer than {MAX_COLUMNS} columns",
        [
            f"{p}:{n}"
            for p, t in texts.items()
            if not LONG.search(p) and "/test/" not in p and not p.startswith("tests/") and not p.endswith(".cl")
            for n, line in enumerate(t.split("\n"), 1)
            if len(line) > MAX_COLUMNS
        ],
    )
    verdict(
        f"no source of the product is larger than {MAX_BYTES} bytes",
        [f"{p} ({len(t.encode())})" for p, t in texts.items() if "/main/" in p and len(t.encode()) > MAX_BYTES],
    )

    upward = []
    files = collections.defaultdict(set)  # file -> files that it imports
    by_name = {}
    for p in java:
        if "/main/" in p:
            by_name[p.split("/java/")[1][:-5].replace("/", ".")] = p
    for p in java:
        if "/main/" not in p:
            continue
        package = re.search(r"^package ([\w.]+);", texts[p], re.M).group(1)
        home = module_of(package)
        for name in re.findall(r"^import (?:static )?(ciel\.[\w.]+)", texts[p], re.M):
            there = module_of(name)
            if there not in MODULES[home]:
                upward.append(f"{p} imports {name}")
            target = by_name.get(name) or by_name.get(name.rsplit(".", 1)[0])
            if target:
                files[p].add(target)
        files.setdefault(p, set())
    verdict("modules import only what stands below them", upward)
    foreign, undocumented = surface(tree, java, texts, read(tree, "ARCHITECTURE.md"))
    verdict("no module uses an internal package of another", foreign)
    verdict("every package says what it is, and ARCHITECTURE.md names those that are not internal", undocumented)
    for p in list(files):
        for q in files[p]:
            files.setdefault(q, set())
    verdict(
        "no circle of imports between files of different packages", [" and ".join(os.path.basename(f) for f in c) for c in circles(files)]
    )
    prose = {p: texts.get(p) or read(tree, p) for p in sources + tracked(tree, "*.md", "*.yaml")}
    verdict(
        "no phrase that a reader stumbles over",
        [f"{p}: '{phrase}'" for p, t in prose.items() if not p.endswith("house.py") for phrase in PHRASES if phrase in t],
    )


main(sys.argv[1])
