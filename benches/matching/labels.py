"""Measures what labels teach: a steward clears the queue from its top, and the truth answers.

    python labels.py --goldsmith PATH [--labels 50 100 300] DATA...

A DATA directory has sources/*.csv and truth.csv. Each pair of the clusters that are asked about is a label, and of two
clusters that may be one the likeliest pair across, task by task, until there are enough; then `train`, `match --engine trained` and `evaluate`, and once more with the answers as decisions,
which bind. Each number of labels begins with a workspace of its own.
"""
import argparse
import csv
import glob
import json
import os
import subprocess
import tempfile


def said(goldsmith, folder, *arguments):
    """The JSON that a command prints."""
    done = subprocess.run([goldsmith, "-w", folder, *arguments, "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def asked(goldsmith, folder, entities, count):
    """The first `count` pairs that the queue asks about: both records, and whether they are one."""
    labels = {}
    for task in said(goldsmith, folder, "queue", "--limit", str(2 * count)):
        cluster = said(goldsmith, folder, "show", task["golden_id"])
        pairs = [(pair["a"], pair["b"]) for pair in cluster["pairs"]]
        if task["kind"] == "possible":
            # Not the cluster is in question, but whether another one is the same.
            pairs = [(cluster["possible"][0]["record"], cluster["possible"][0]["other"])]
        for left, right in map(sorted, pairs):
            labels[left, right] = entities[left] == entities[right]
            if len(labels) == count:
                return labels
    return labels


def measure(goldsmith, data, count):
    """Labels; those that say match; F1 before, taught, and with the answers in force; and the mean squared error of the
    probabilities of the labels before and after, each judged by the others."""
    with open(os.path.join(data, "truth.csv"), newline="", encoding="utf-8") as file:
        entities = {f"{row['source_system']}:{row['record_id']}": row["entity_id"] for row in csv.DictReader(file)}
    files = sorted(glob.glob(os.path.join(data, "sources", "*.csv")))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([goldsmith, "init", folder, *files], check=True, stdout=subprocess.DEVNULL)
        said(goldsmith, folder, "load")
        said(goldsmith, folder, "match")
        truth = os.path.join(data, "truth.csv")
        before = said(goldsmith, folder, "evaluate", "--truth", truth)["pairwise"]["f1"]
        labels = asked(goldsmith, folder, entities, count)
        if len(set(labels.values())) < 2:
            # One answer to everything teaches nothing, and `train` says so.
            return len(labels), sum(labels.values()), before, before, before, float("nan"), float("nan")
        path = os.path.join(folder, "labels.csv")
        with open(path, "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["left_source", "left_id", "right_source", "right_id", "label"])
            for (left, right), same in labels.items():
                rows.writerow([*left.split(":", 1), *right.split(":", 1), "match" if same else "non_match"])
        taught = said(goldsmith, folder, "train", "--labels", path)
        said(goldsmith, folder, "match", "--engine", "trained")
        after = said(goldsmith, folder, "evaluate", "--truth", truth)["pairwise"]["f1"]
        path = os.path.join(folder, "answers.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for (left, right), same in labels.items():
                print(json.dumps({"kind": "same" if same else "different", "a": left, "b": right}), file=file)
        said(goldsmith, folder, "decide", "--file", path)
        bound = said(goldsmith, folder, "evaluate", "--truth", truth)["pairwise"]["f1"]
    return len(labels), sum(labels.values()), before, after, bound, taught["before"]["brier"], taught["after"]["brier"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--goldsmith", required=True, help="the program, built with --release")
    parser.add_argument("--labels", type=int, nargs="+", default=[50, 100, 300])
    parser.add_argument("data", nargs="+")
    args = parser.parse_args()
    for data in map(os.path.abspath, args.data):
        for count in args.labels:
            labels, same, *f1, error, left = measure(os.path.abspath(args.goldsmith), data, count)
            quality = " | ".join(f"{each:.4f}" for each in f1)
            print(f"| {os.path.basename(data)} | {labels} | {same} | {quality} | {error:.3f} | {left:.3f} |", flush=True)


if __name__ == "__main__":
    main()
