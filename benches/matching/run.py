"""Measures matching, engine and peer, on directories of data with a truth.

    python run.py --goldsmith PATH [--peer] [--json FILE] DATA...

A DATA directory has sources/*.csv and truth.csv. Each command is a process of its own, whose CPU seconds, wall seconds and
peak memory the kernel counts. The engine gets the files as they are: no settings are written between `init` and `match`.
Both are scored by score.py; that `goldsmith evaluate` says the same is checked. With --peer, Splink must be installed in
the Python that runs this.
"""
import argparse
import csv
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import score

HERE = os.path.dirname(os.path.abspath(__file__))


def measured(command, folder, limit):
    """(cost, standard output) of a command; ends this program where it fails."""
    with tempfile.TemporaryFile(dir=folder) as out, tempfile.TemporaryFile(dir=folder) as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, cwd=folder)
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - began > limit:
                child.kill()
                os.wait4(child.pid, 0)
                sys.exit(f"{' '.join(command)}: not done after {limit} s")
            time.sleep(0.01)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            sys.exit(f"{' '.join(command)}: exit {child.returncode}\n{err.read().decode()}")
        cost = {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "mb": usage.ru_maxrss / 1024}
        return cost, out.read().decode()


def product(goldsmith, data, entities, folder, limit):
    def call(*arguments):
        return measured([goldsmith, *arguments], folder, limit)

    files = sorted(glob.glob(os.path.join(data, "sources", "*.csv")))
    groups = os.path.join(folder, "groups.csv")
    cost, report = call("match", *files, "--out", groups, "--json")
    alone = json.loads(report)
    result = {"files": cost, "seconds": alone["seconds"]}
    with open(groups, newline="", encoding="utf-8") as file:
        clusters = {f"{row['InputSourceARN']}/{row['RecordId']}": row["MatchID"] for row in csv.DictReader(file)}
    result.update(score.pairwise(entities, clusters))
    result["init"] = call("init", "work", *files)[0]
    result["load"], report = call("-w", "work", "load", "--match", "--json")
    report = json.loads(report)["matched"]
    result["report"] = {key: report[key] for key in report if key not in ("bridges",)}
    said = json.loads(call("-w", "work", "evaluate", "--truth", os.path.join(data, "truth.csv"), "--json")[1])
    call("-w", "work", "export", "crosswalk", "--out", os.path.join(folder, "crosswalk.csv"))
    with open(os.path.join(folder, "crosswalk.csv"), newline="", encoding="utf-8") as file:
        clusters = {f"{row['source']}/{row['record_id']}": row["golden_id"] for row in csv.DictReader(file)}
    kept = score.pairwise(entities, clusters)["f1"]
    for who, f1 in [("evaluate", said["pairwise"]["f1"]), ("the workspace", kept)]:
        if f1 is not None and abs(f1 - result["f1"]) > 1e-6:
            sys.exit(f"{data}: {who} has F1 {f1}, the files alone {result['f1']}")
    return result


def peer(data, entities, folder, limit):
    links = os.path.join(folder, "links.csv")
    cost, report = measured([sys.executable, os.path.join(HERE, "with_splink.py"), data, links], folder, limit)
    result = {"run": cost, "report": json.loads(report.splitlines()[-1])}
    result.update(score.pairwise(entities, score.closed(entities, score.links_at(links, 0.95))))
    best, at = score.best_threshold(entities, links)
    result["best"] = {"threshold": at, "f1": best["f1"]}
    return result


def row(name, records, who, measures, costs, parts=()):
    def sums(key, digits):
        return " + ".join(f"{cost[key]:.{digits}f}" for cost in costs)

    cells = [name, f"{records:,}", who, *measures, sums("cpu", 1), sums("wall", 1),
             " + ".join(f"{part:.1f}" for part in parts), f"{max(cost['mb'] for cost in costs):.0f}"]
    print("| " + " | ".join(cells) + " |", flush=True)


def show(found):
    """The rows of the table in the README."""
    def measures(of, f1):
        return [f"{of['precision']:.3f}", f"{of['recall']:.3f}", f1]

    own, records = found["goldsmith"], found["records"]
    seconds = own["seconds"]
    row(found["data"], records, "`match FILES`", measures(own, f"**{own['f1']:.3f}**"), [own["files"]],
        [seconds["block"], seconds["score"], seconds["cluster"]])
    row("", records, "`load --match`", ["", "", "the same"], [own["load"]])
    if "splink" in found:
        other = found["splink"]
        f1 = f"{other['f1']:.3f} ({other['best']['f1']:.3f} at {other['best']['threshold']})"
        row("", records, "Splink", measures(other, f1), [other["run"]], list(other["report"].values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goldsmith", required=True, help="the program, built with --release")
    parser.add_argument("--peer", action="store_true", help="measure Splink too")
    parser.add_argument("--json", help="append everything measured to this file, a line for each directory")
    parser.add_argument("--limit", type=float, default=900, help="seconds one command may take")
    parser.add_argument("data", nargs="+")
    args = parser.parse_args()
    goldsmith = os.path.abspath(args.goldsmith)
    for data in map(os.path.abspath, args.data):
        name = os.path.basename(data)
        entities = score.truth(os.path.join(data, "truth.csv"))
        found = {"data": name, "records": len(entities), "load_average": os.getloadavg()[0]}
        with tempfile.TemporaryDirectory() as folder:
            found["goldsmith"] = product(goldsmith, data, entities, folder, args.limit)
        if args.peer:
            with tempfile.TemporaryDirectory() as folder:
                found["splink"] = peer(data, entities, folder, args.limit)
        show(found)
        if args.json:
            with open(args.json, "a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
