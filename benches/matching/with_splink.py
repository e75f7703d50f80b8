"""The peer: Splink 4 on DuckDB, set up by hand for each layout as its documentation advises.

    python with_splink.py DATA LINKS.csv

DATA is a directory with sources/*.csv; the layout is known by its columns. LINKS.csv receives every pair of probability
0.5 or more, as left,right,probability; prints what it did as JSON. Records are named source/record_id.
"""
import glob
import json
import logging
import os
import sys
import time

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)

JUNK = "('', '-', 'n/a', 'unknown', 'test', 'none@example.com', 'noemail@example.org', '1900-01-01', '1970-01-01', '00000', '99999')"


def folded(column):
    """Lower case, no accents, spaces squeezed, fillers made null."""
    text = f"trim(regexp_replace(lower(strip_accents({column})), '\\s+', ' ', 'g'))"
    return f"CASE WHEN {text} IN {JUNK} THEN NULL ELSE {text} END"


def digits(column):
    number = f"right(regexp_replace({column}, '[^0-9]', '', 'g'), 9)"
    return f"CASE WHEN length({number}) < 7 OR {number} SIMILAR TO '0+|(5)+|9+' THEN NULL ELSE {number} END"


def name(column):
    return cl.NameComparison(column).configure(term_frequency_adjustments=True)


def born(column):
    return cl.DateOfBirthComparison(column, input_is_string=True, invalid_dates_as_null=True)


def exact(column):
    return cl.ExactMatch(column).configure(term_frequency_adjustments=True)


def near(column, *distances):
    return cl.DamerauLevenshteinAtThresholds(column, list(distances))


def address(street, code):
    """One comparison for the parts of an address: apart they would count one agreement several times over."""
    both = levels.And(levels.ExactMatchLevel(street), levels.ExactMatchLevel(code))
    near_both = levels.And(levels.JaroWinklerLevel(street, 0.9), levels.LevenshteinLevel(code, 1))
    null = levels.Or(levels.NullLevel(street), levels.NullLevel(code)).configure(is_null_level=True)
    return cl.CustomComparison(output_column_name="address", comparison_levels=[
        null, both, near_both, levels.ExactMatchLevel(code), levels.ElseLevel()])


# For each layout: the column it is known by; how columns are cleaned, where not folded; comparisons; what blocks pairs;
# what makes two records surely one, and the share of true pairs that finds; what the training blocks on.
LAYOUTS = [
    {
        "known_by": "soc_sec_id",
        "clean": {"date_of_birth": "regexp_replace(trim(date_of_birth), '^(\\d{4})(\\d{2})(\\d{2})$', '\\1-\\2-\\3')"},
        "compare": [name("given_name"), name("surname"), born("date_of_birth"), near("soc_sec_id", 1, 2), exact("street_number"),
                    near("postcode", 1, 2).configure(term_frequency_adjustments=True)],
        "block": [("soc_sec_id",), ("given_name", "surname"), ("date_of_birth",), ("postcode",), ("street_number", "address_1"),
                  ("state", "address_1")],
        "sure": [("soc_sec_id",), ("given_name", "surname", "date_of_birth")], "recall": 0.8,
        "train": [("date_of_birth",), ("postcode",)],
    },
    {
        "known_by": "dob",
        "clean": {},
        "compare": [name("first_name"), name("surname"), born("dob"), exact("city"), cl.EmailComparison("email")],
        "block": [("first_name", "city"), ("surname",), ("dob",), ("email",)],
        "sure": [("first_name", "surname", "dob"), ("email",)], "recall": 0.7,
        "train": [("first_name", "surname"), ("dob",)],
    },
    {
        "known_by": "date_of_birth",
        "clean": {"phone": digits("phone")},
        "compare": [name("first_name"), name("last_name"), born("date_of_birth"), cl.EmailComparison("email"), near("phone", 1),
                    address("street", "postcode")],
        "block": [("email",), ("phone", "first_name"), ("first_name", "last_name"), ("date_of_birth",), ("street", "postcode"),
                  ("last_name", "postcode")],
        "sure": [("first_name", "last_name", "date_of_birth"), ("first_name", "email"), ("first_name", "last_name", "phone")],
        "recall": 0.6,
        "train": [("first_name", "last_name"), ("date_of_birth",)],
    },
    {
        "known_by": "company_name",
        "clean": {"phone": digits("phone")},
        "compare": [name("first_name"), name("last_name"), cl.EmailComparison("email"), near("phone", 1),
                    address("street", "postal_code"),
                    cl.JaroWinklerAtThresholds("company_name", [0.92, 0.8])],
        "block": [("email",), ("phone",), ("first_name", "last_name"), ("last_name", "postal_code"), ("street", "city"),
                  ("first_name", "postal_code")],
        "sure": [("first_name", "last_name", "email"), ("first_name", "last_name", "phone"),
                 ("first_name", "last_name", "street", "postal_code")],
        "recall": 0.6,
        "train": [("first_name", "last_name"), ("email",)],
    },
]


def main():
    data, links = sys.argv[1:]
    clock = [time.perf_counter()]

    def seconds():
        clock.append(time.perf_counter())
        return round(clock[-1] - clock[-2], 2)

    con = duckdb.connect()
    views = []
    for path in sorted(glob.glob(os.path.join(data, "sources", "*.csv"))):
        source = os.path.basename(path)[:-4]
        views.append(f"SELECT '{source}/' || record_id AS unique_id, * FROM read_csv('{path}', all_varchar = true, header = true)")
    con.execute(f"CREATE TABLE raw AS {' UNION ALL BY NAME '.join(views)}")
    columns = [row[0] for row in con.execute("DESCRIBE raw").fetchall()]
    layout = next(layout for layout in LAYOUTS if layout["known_by"] in columns)
    kept = [column for column in columns if column not in ("unique_id", "record_id", "source_system", "updated_at")]
    cleaned = [f"{layout['clean'].get(column, folded(column))} AS {column}" for column in kept]
    con.execute(f"CREATE TABLE records AS SELECT unique_id, {', '.join(cleaned)} FROM raw")
    report = {"load": seconds()}
    settings = SettingsCreator(link_type="dedupe_only", comparisons=layout["compare"],
                               blocking_rules_to_generate_predictions=[block_on(*rule) for rule in layout["block"]],
                               retain_matching_columns=False, retain_intermediate_calculation_columns=False)
    linker = Linker("records", settings, DuckDBAPI(connection=con))
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in layout["sure"]], recall=layout["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in layout["train"]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule), estimate_without_term_frequencies=True)
    report["train"] = seconds()
    scored = linker.inference.predict(threshold_match_probability=0.5)
    con.execute(f"COPY (SELECT unique_id_l AS left, unique_id_r AS right, match_probability AS probability FROM {scored.physical_name}) "
                f"TO '{links}' (HEADER)")
    report["predict"] = seconds()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
