"""Pairwise precision, recall and F1 of clusters against the truth: of all pairs of records in one cluster, how many are
one entity, and the other way round."""
import csv
import itertools
from collections import Counter

THRESHOLDS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999]


def truth(path):
    with open(path, newline="", encoding="utf-8") as file:
        return {f"{row['source_system']}/{row['record_id']}": row["entity_id"] for row in csv.DictReader(file)}


def closed(records, links):
    """The cluster of every record, all that is linked being one."""
    parent = {record: record for record in records}

    def root(record):
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for left, right in links:
        parent[root(left)] = root(right)
    return {record: root(record) for record in records}


def pairwise(entities, clusters):
    """Both map a record to its group; a record in no cluster is alone."""
    def pairs(groups):
        return sum(size * (size - 1) // 2 for size in Counter(groups).values())

    found = [clusters.get(record, record) for record in entities]
    both, said, true = pairs(zip(entities.values(), found)), pairs(found), pairs(entities.values())
    precision, recall = both / said if said else 0.0, both / true if true else 0.0
    return {"precision": precision, "recall": recall, "f1": 2 * both / (said + true) if said + true else 0.0}


def links_at(path, threshold):
    with open(path, newline="", encoding="utf-8") as file:
        return [(left, right) for left, right, probability in itertools.islice(csv.reader(file), 1, None)
                if float(probability) >= threshold]


def best_threshold(entities, links):
    """The threshold that the truth would choose: a bound, as nobody has the truth beforehand."""
    return max(((pairwise(entities, closed(entities, links_at(links, at))), at) for at in THRESHOLDS), key=lambda found: found[0]["f1"])
