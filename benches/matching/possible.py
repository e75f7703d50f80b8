"""Measures what the queue asks about clusters that may be one: how many such tasks there are, and how many are matches.

    python possible.py --goldsmith PATH DATA...

A DATA directory has sources/*.csv and truth.csv. A task counts as a match where the two records that it names are one
entity; of tasks that ask whether a cluster is right, those count where it holds more than one entity.
"""
import argparse
import csv
import glob
import os
import subprocess
import tempfile

from labels import said


def measure(goldsmith, data):
    """Records; then tasks and how many of them are right to ask: possible, borderline, suspicious."""
    truth = os.path.join(data, "truth.csv")
    with open(truth, newline="", encoding="utf-8") as file:
        entities = {f"{row['source_system']}:{row['record_id']}": row["entity_id"] for row in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as folder:
        files = sorted(glob.glob(os.path.join(data, "sources", "*.csv")))
        subprocess.run([goldsmith, "init", folder, *files], check=True, stdout=subprocess.DEVNULL)
        records = said(goldsmith, folder, "load", "--match")["records"]
        counts = {"possible": [0, 0], "borderline": [0, 0], "suspicious": [0, 0]}
        for kind, count in counts.items():
            for task in said(goldsmith, folder, "queue", "--kind", kind, "--limit", "1000000"):
                cluster = said(goldsmith, folder, "show", task["golden_id"])
                if kind == "possible":
                    asked = cluster["possible"][0]
                    right = entities[asked["record"]] == entities[asked["other"]]
                else:
                    right = len({entities[member["record"]] for member in cluster["members"]}) > 1
                count[0] += 1
                count[1] += right
    return records, counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goldsmith", required=True, help="the program, built with --release")
    parser.add_argument("data", nargs="+")
    args = parser.parse_args()
    for data in map(os.path.abspath, args.data):
        records, counts = measure(os.path.abspath(args.goldsmith), data)
        cells = [cell for count in counts.values() for cell in count]
        print(f"| {os.path.basename(data)} | {records} | {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
