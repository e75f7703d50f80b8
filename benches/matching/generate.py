"""Persons over three systems, with households, and the truth about who is who.

    python3 generate.py --records 100000 --out DIR [--seed 1]

Writes DIR/sources/{shop,clinic,club}.csv and DIR/truth.csv (source_system,record_id,entity_id). Nobody in it is real:
numbers are of the 555 exchange, mail domains are reserved ones. Only the standard library is used, and a seed always
gives the same files.

What makes it hard is what makes a real customer file hard: families at one address with one phone and sometimes one
mailbox, fathers and sons of one name, twins of one birthday, names worn by many, nicknames, typing errors, people who
moved or took another surname, gaps, and the values people type to get past a form.
"""
import argparse
import csv
import datetime
import itertools
import os
import random

WOMEN = {
    "Margaret": ["Maggie", "Peg", "Meg"], "Elizabeth": ["Liz", "Beth", "Betty"], "Katherine": ["Kate", "Kathy"],
    "Patricia": ["Pat", "Trish"], "Susan": ["Sue"], "Jennifer": ["Jen", "Jenny"], "Rebecca": ["Becky"],
    "Deborah": ["Deb", "Debbie"], "Barbara": ["Barb"], "Victoria": ["Vicky"], "Christina": ["Tina", "Chris"],
    "Theresa": ["Terry"], "Alexandra": ["Alex", "Sandra"], "Josephine": ["Jo"], "Laura": [], "Maria": [], "Anna": [],
    "Emma": [], "Olivia": [], "Sofia": [], "Fatima": [], "Ingrid": [], "Yasmin": [], "Chloe": [], "Helen": [],
    "Ruth": [], "Carmen": [], "Mei": [], "Priya": [], "Nora": [], "Grace": [], "Irene": [], "Louise": [], "Alice": [],
}
MEN = {
    "William": ["Bill", "Will", "Billy"], "Robert": ["Bob", "Rob"], "Richard": ["Dick", "Rick"], "James": ["Jim", "Jimmy"],
    "John": ["Jack"], "Michael": ["Mike"], "Thomas": ["Tom"], "Charles": ["Chuck", "Charlie"], "Edward": ["Ed", "Ted"],
    "Joseph": ["Joe"], "Daniel": ["Dan", "Danny"], "Matthew": ["Matt"], "Anthony": ["Tony"], "Andrew": ["Andy", "Drew"],
    "Christopher": ["Chris"], "Nicholas": ["Nick"], "Samuel": ["Sam"], "Benjamin": ["Ben"], "Alexander": ["Alex"],
    "Stephen": ["Steve"], "David": ["Dave"], "Peter": ["Pete"], "George": [], "Paul": [], "Mark": [], "Oscar": [],
    "Omar": [], "Carlos": [], "Wei": [], "Rahul": [], "Lars": [], "Pierre": [], "Hugo": [], "Simon": [],
}
PLAIN = ("Smith Jones Brown Taylor Williams Wilson Johnson Davies Evans Thomas Roberts Walker Wright Robinson Thompson White "
         "Hughes Edwards Green Hall Lewis Harris Clarke Patel Jackson Wood Turner Martin Cooper Hill Ward Morris Moore Clark "
         "Lee King Baker Garcia Lopez Nguyen Khan Müller Schmidt Weber Silva Rossi Dubois Novak Kowalski Jensen O'Brien").split()
HEADS = ("Ash Beck Bran Brook Carl Crow Dal East Elm Fair Fen Glen Graft Hart Hazel Holm Kirk Lang Lin Mar Nor Oak Pen Quar "
         "Rad Rook San Shel Stan Thorn Up Wake West Whit Win Yar").split()
TAILS = "bourne bridge bury by combe croft dale den field ford ham hurst ley low mere more ridge sett stead ton well wick worth".split()
WAYS = ["Street", "Road", "Avenue", "Lane", "Drive", "Court", "Place", "Terrace"]
SHORT = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Drive": "Dr", "Court": "Ct", "Place": "Pl", "Terrace": "Ter"}
FILLERS = {"first_name": ["Unknown", "Test", "-"], "last_name": ["Unknown", "N/A"], "date_of_birth": ["1900-01-01", "1970-01-01"],
           "email": ["none@example.com", "noemail@example.org", "n/a"], "phone": ["0000000000", "555-555-5555", "unknown"],
           "street": ["n/a", "Unknown"], "postcode": ["00000", "99999"]}
COLUMNS = ["first_name", "last_name", "date_of_birth", "email", "phone", "street", "city", "postcode"]
# how each system errs: share of values missing, misspelt; whether names come in capitals; columns it does not have
SYSTEMS = {"shop": (0.09, 0.05, False, {"date_of_birth"}), "clinic": (0.04, 0.03, False, set()), "club": (0.14, 0.07, True, set())}
SHARES = [0.50, 0.20, 0.30]
# records a person has, and how often
MULTIPLES = ([1, 2, 3, 4, 5], [52, 28, 13, 5, 2])


class World:
    """The pools everything is drawn from; frequent names are drawn often."""

    def __init__(self, rng):
        self.rng = rng
        self.mailboxes = {}
        made = [head + tail for head, tail in itertools.product(HEADS, TAILS)]
        rng.shuffle(made)
        self.surnames = PLAIN + made
        self.surname_weights = list(itertools.accumulate(1 / (rank + 6) for rank in range(len(self.surnames))))
        self.towns = [(head + tail, f"{index * 311 % 900 + 100}") for index, (head, tail) in enumerate(zip(HEADS * 2, TAILS * 4))]
        self.roads = [head.capitalize() + tail for head, tail in itertools.product(HEADS, TAILS[::2])]

    def surname(self):
        return self.rng.choices(self.surnames, cum_weights=self.surname_weights)[0]

    def given(self, woman):
        names = list(WOMEN if woman else MEN)
        return names[min(int(self.rng.expovariate(0.09)), len(names) - 1)]

    def birthday(self, first, last):
        start = datetime.date(first, 1, 1)
        return start + datetime.timedelta(days=self.rng.randrange((last - first) * 365))

    def address(self):
        town, code = self.rng.choice(self.towns)
        street = (self.rng.randint(1, 240), self.rng.choice(self.roads), self.rng.choice(WAYS))
        return street, town, f"{code}{self.rng.randint(0, 99):02}"

    def mailbox(self, name, domain):
        """An address nobody else has: where the name is taken there, a number is added, as providers do."""
        plain = name.lower().replace("'", "").replace("ü", "ue")
        taken = self.mailboxes.get((plain, domain), 0)
        self.mailboxes[plain, domain] = taken + 1
        return f"{plain}-{taken}@{domain}" if taken else f"{plain}@{domain}"

    def phone(self):
        return f"{self.rng.randint(201, 989)}555{self.rng.randint(0, 9999):04}"


class Person:
    def __init__(self, world, given, surname, woman, born, address, home_phone, family_mail):
        rng = world.rng
        self.given, self.surname, self.born, self.address = given, surname, born, address
        self.other_names = (WOMEN if woman else MEN)[given]
        self.phones = [home_phone] if rng.random() < 0.45 else [world.phone(), home_phone]
        separator, number = rng.choice([".", "", "_"]), rng.choice(["", str(born.year)[2:], str(rng.randint(1, 99))])
        domain = rng.choice(["mail.example", "post.example", "web.example", "example.net"])
        own = rng.choice([f"{given}{separator}{surname}", f"{given[0]}{separator}{surname}", f"{surname}{separator}{given}"])
        self.mails = [world.mailbox(f"{own}{number}", domain)]
        if family_mail and rng.random() < 0.3:
            self.mails = [family_mail]
        elif rng.random() < 0.15:
            self.mails.append(world.mailbox(f"{surname}{rng.randint(100, 999)}", rng.choice(["work.example", "example.org"])))
        self.former_address = world.address() if rng.random() < 0.10 else None
        self.former_surname = world.surname() if woman and rng.random() < 0.06 else None


def household(world):
    """The people at one address: alone, a couple, or a family, now and then with a namesake son or with twins."""
    rng = world.rng
    address, phone, surname = world.address(), world.phone(), world.surname()
    mail = world.mailbox(f"the{surname}s{rng.randint(1, 99)}", "family.example") if rng.random() < 0.25 else None

    def member(given, woman, born, name=surname):
        return Person(world, given, name, woman, born, address, phone, mail)

    woman = rng.random() < 0.5
    first = member(world.given(woman), woman, world.birthday(1940, 1985))
    people = [first]
    if rng.random() < 0.55:
        partner = world.given(not woman)
        people.append(member(partner, not woman, world.birthday(1940, 1985), surname if rng.random() < 0.85 else world.surname()))
        children = rng.choices([0, 1, 2, 3], [45, 25, 22, 8])[0]
        for index in range(children):
            girl = rng.random() < 0.5
            given, born = world.given(girl), world.birthday(1975, 2005)
            if index and rng.random() < 0.12:
                born = people[-1].born  # twins
            if not girl and rng.random() < 0.15:
                given = next((adult.given for adult in people[:2] if adult.given in MEN), given)  # named for his father
            if not any(other.given == given and other.born == born for other in people):
                people.append(member(given, girl, born))
    return people


def misspelt(text, rng):
    at = rng.randrange(len(text))
    letter = rng.choice("0123456789" if text[at].isdigit() else "abcdefghijklmnopqrstuvwxyz")
    return rng.choice([text[:at] + text[at + 1:], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1:],
                       text[:at] + text[at + 1:at + 2] + text[at] + text[at + 2:]]) or text


def record(person, system, rng):
    missing, errors, capitals, lacks = SYSTEMS[system]
    given = person.given
    if person.other_names and rng.random() < 0.18:
        given = rng.choice(person.other_names)
    elif rng.random() < 0.03:
        given = given[0] + rng.choice(["", "."])
    surname = person.former_surname if person.former_surname and rng.random() < 0.4 else person.surname
    (number, road, way), town, code = person.former_address if person.former_address and rng.random() < 0.4 else person.address
    if rng.random() < 0.03:
        given, surname = surname, given
    phone = person.phones[0] if rng.random() < 0.8 else person.phones[-1]
    pattern = rng.choice(["{}{}{}", "{}-{}-{}", "({}) {}-{}", "+1 {} {} {}"])
    values = {
        "first_name": given, "last_name": surname, "date_of_birth": person.born.isoformat(),
        "email": person.mails[0] if rng.random() < 0.85 else person.mails[-1],
        "phone": pattern.format(phone[:3], phone[3:6], phone[6:]),
        "street": f"{number} {road} {SHORT[way] if rng.random() < 0.35 else way}", "city": town, "postcode": code,
    }
    for column in COLUMNS:
        draw = rng.random()
        weight = 0.3 if column in ("last_name", "city") else 1
        if column in lacks or draw < missing * weight:
            values[column] = ""
        elif draw < (missing + errors) * weight:
            values[column] = misspelt(values[column], rng)
        elif column in FILLERS and rng.random() < 0.004:
            values[column] = rng.choice(FILLERS[column])
    if capitals:
        values = {column: value if column == "email" else value.upper() for column, value in values.items()}
    return [values[column] for column in COLUMNS]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    world = World(rng)
    records, entity = [], 0
    while len(records) < args.records:
        for person in household(world):
            entity += 1
            for _ in range(rng.choices(*MULTIPLES)[0]):
                system = rng.choices(list(SYSTEMS), SHARES)[0]
                moment = datetime.datetime(2019, 1, 1) + datetime.timedelta(minutes=rng.randrange(6 * 365 * 24 * 60))
                records.append((system, f"p{entity:07}", record(person, system, rng), f"{moment.isoformat()}Z"))
    del records[args.records:]
    rng.shuffle(records)
    os.makedirs(os.path.join(args.out, "sources"), exist_ok=True)
    truth = []
    for system in SYSTEMS:
        with open(os.path.join(args.out, "sources", f"{system}.csv"), "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["record_id", *COLUMNS, "updated_at"])
            mine = (entry for entry in records if entry[0] == system)
            for serial, (_, who, values, moment) in enumerate(mine, 1):
                name = f"{system}-{serial:07}"
                out.writerow([name, *values, moment])
                truth.append((system, name, who))
    with open(os.path.join(args.out, "truth.csv"), "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["source_system", "record_id", "entity_id"])
        out.writerows(truth)


if __name__ == "__main__":
    main()
