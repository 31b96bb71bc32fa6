#!/usr/bin/env python3
"""Makes wikidata.tsv, what places and organisations are in Wikidata, from open data.

usage: make-wikidata.py BORDERS_JSON NSI_JSON LABELS_JSON

BORDERS_JSON is borders.json of country-coder; NSI_JSON and LABELS_JSON are nsi.min.json and wikidata.min.json of name-suggestion-index.
Reads places.tsv, organisations.txt and regions.txt beside it. The same input gives the same bytes. See README.md for versions and credits.

wikidata.tsv, one thing a line, sorted by the bytes of the key, tab-separated:
  key   ISO 3166-1, ISO 3166-2 or UN M.49 code; GeoNames number of a city; first name of a line of organisations.txt or
        regions.txt, of more than three letters
  item  "Q1032"
"""
import json
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
# What an item has to be, by the first words of its description, for a city to be meant.
SETTLEMENT = re.compile(r"^(?:the |a )?(?:(?:capital|largest|most populous|populous|main|second|third|fourth|independent|urban|port|coastal"
                        r"|county|home[- ]rule|statutory|federal|provincial|administrative|university|historic|major|charter|cathedral)"
                        r"(?:[- ]largest)?(?:,)? )*(?:and )?(?:capital|city|town|commune|municipality|metropolis)"
                        r"(?: and (?:\w+ )?(?:city|town|municipality|commune|capital|largest city|port))*"
                        r" (?:in|of|on|located in) (?!government)", re.I)
NO_SETTLEMENT = re.compile(r"\b(?:company|operator|agency|government|authority|council|service|system|network|district of|borough|former)\b", re.I)
# What an item has to be for a line of organisations.txt to be meant by its label.
NO_ORGANISATION = re.compile(r"\b(?:defunct|former|disambiguation|family name|given name|film|song|album|city|town|village|river)\b", re.I)
WORLDWIDE = "001"
# What an organisation's item may be called beyond the name we have for it.
SUFFIX = re.compile(r",? (?:AG|SE|SA|ASA|S\.A\.|N\.V\.|plc|PLC|Inc\.?|Ltd\.?|Limited|Corporation|Company|Group|Holdings?|University|International"
                    r"|Worldwide|Bank|Hotels|France)$")
# Names of ours that mean something else there, or something different in every country.
OTHERS = set("""Kraft;Mitsui;Cora;Ceiba;Mobilis;Aegean;The New Yorker;The Standard;Iliad;Paris-Saclay;Moov;Pierre & Vacances;Decathlon;SNCF;Longchamp
Coca-Cola;Pepsi;Department of Agriculture;Ministry of Transport;Ministry of Defence;Assemblée nationale;Police nationale;Préfecture de police
Eurostar;Dior;BPCE;Assurance maladie""".replace("\n", ";").split(";"))
COMMERCIAL = ("company", "airline", "bank", "shop", "education")


def fold(name):
    name = name.replace("œ", "oe").replace("ß", "ss").replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("’", "'")
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s-]+", bare.lower()))


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def rows_of_places():
    with open(os.path.join(HERE, "places.tsv"), encoding="utf-8") as file:
        for line in file:
            row = line.rstrip("\n").split("\t")
            yield {"kind": row[0], "id": row[1], "code": row[2], "admin": row[3], "people": int(row[6] or 0),
                   "names": [row[9]] + [name for name in row[10].split("|") if name]}


def from_kingdoms(features):
    """The country that the news speak of: Denmark, which is a part of the Kingdom of Denmark there."""
    realms = {what["iso1A2"]: what["nameEn"] for what in features if what.get("iso1A2")}
    for what in features:
        realm = realms.get(what.get("country"), "")
        if re.fullmatch(r"Kingdom of (?:the )?" + re.escape(what["nameEn"]), realm):
            yield what["country"], what["wikidata"]


def from_borders(features, codes):
    """Countries, areas of the world, and subdivisions that have a border of their own."""
    for what in features:
        for code in [what.get("iso1A2"), what.get("m49")] + what.get("aliases", []):
            if code in codes and what.get("wikidata"):
                yield code, what["wikidata"]


def from_regions(features):
    """Lines of regions.txt, by the English name of a border that has no code."""
    items = {fold(what["nameEn"]): what["wikidata"] for what in features if not what.get("iso1A2") and what.get("wikidata")}
    for line, _, _ in lines_of("regions.txt"):
        found = {items[fold(name)] for name in line if fold(name) in items}
        if len(line[0]) > 3 and len(found) == 1:
            yield line[0].lstrip("~"), found.pop()


def from_flags(nsi, labels, codes):
    """Whose flag it is: subdivisions, by the code that the flag is shown with, "US-TX - Texas"."""
    for item in nsi["nsi"]["flags/man_made/flagpole"]["items"]:
        code = item["displayName"].split(" - ")[0]
        number = item["tags"].get("subject:wikidata", "")
        description = labels["wikidata"].get(number, {}).get("description") or ""
        if code in codes and "-" in code and number and not SETTLEMENT.match(description):
            yield code, number


def largest(places):
    """The one place meant, when it is much larger than others of its name."""
    places = sorted(places, key=lambda place: -place["people"])
    if not places or (len(places) > 1 and places[0]["people"] < 4 * places[1]["people"]):
        return None
    return places[0]


def countries_named(text, countries):
    """The countries that a description names, longest names first: "Guinea-Bissau" is not Guinea."""
    found, rest = set(), " " + re.sub(r"[^\w' ]", " ", fold(text)) + " "
    for name in sorted(countries, key=len, reverse=True):
        if f" {name} " in rest:
            found.add(countries[name])
            rest = rest.replace(f" {name} ", " ")
    return found


def from_cities(labels, places):
    """Items whose label is a city of ours and whose description is "city in" its country, and in its state in the United States."""
    countries, cities, states = {}, {}, {}
    for place in places:
        for name in place["names"]:
            if place["kind"] == "C" and len(name) > 3:
                countries[re.sub(r"[^\w' ]", " ", fold(name))] = place["code"]
            elif place["kind"] == "P":
                cities.setdefault(fold(name), []).append(place)
            elif place["kind"] == "S" and place["code"].startswith("US-"):
                states[fold(name)] = place["code"][3:]
    countries.update({"usa": "US", "us": "US", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "czechia": "CZ"})
    taken = {}
    for item, what in labels["wikidata"].items():
        label, description = what.get("label") or "", what.get("description") or ""
        if not SETTLEMENT.match(description) or NO_SETTLEMENT.search(description):
            continue
        named = countries_named(description, countries)
        if "US" in named or "GE" in named:
            inside = {states[s] for s in states if re.search(r"\b%s\b" % s, fold(description))}
            found = [c for c in cities.get(fold(label), []) if c["code"] == "US" and (not inside or inside == {c["admin"]})]
        else:
            found = [c for c in cities.get(fold(label), []) if named == {c["code"]}]
        city = largest(found)
        if city:
            taken.setdefault(city["id"], []).append(item)
    for number, items in taken.items():
        if len(items) == 1:
            yield number, items[0]


def brands(nsi):
    """Names under which a brand, an operator or a network is known there, with how many countries it is found in."""
    for path, category in nsi["nsi"].items():
        if path.startswith("flags/"):
            for item in category["items"]:
                tags = item["tags"]
                if tags.get("subject:wikidata") and tags.get("flag:type") in ("governmental", "military", "organisation"):
                    yield tags["subject"], tags["subject:wikidata"], {WORLDWIDE}
            continue
        for item in category["items"]:
            tags = item["tags"]
            where = {str(place) for place in item["locationSet"].get("include", [])}
            for key in ("brand", "operator", "network"):
                number = tags.get(key + ":wikidata")
                if number:
                    for name in (tags.get(key), tags.get(key + ":en"), tags.get(key + ":fr")):
                        if name:
                            yield name, number, where


def known_as(nsi, labels):
    names = {}
    for name, item, where in brands(nsi):
        what = labels["wikidata"].get(item, {})
        if "dissolutions" in what or NO_ORGANISATION.search(what.get("description") or ""):
            continue
        for known in {name, what.get("label") or name}:
            names.setdefault(fold(known), {}).setdefault(item, set()).update(where)
    return names


def lines_of(path):
    """Names, country and kind of each line of a list of ours."""
    part = []
    with open(os.path.join(HERE, path), encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line.startswith("["):
                part = line[1:-1].split()
            elif line and not line.startswith("#"):
                names, _, country = line.partition("@")
                names = names.strip().split("|")
                yield names, country.strip() or (part[2] if len(part) > 2 else ""), part[1] if len(part) > 1 else ""


def is_telling(name, kind):
    """An abbreviation or one word stands for many things in the world; in the lists of companies for one."""
    if name.startswith("~") or len(fold(name)) < 3:
        return False
    return " " in name or (kind in COMMERCIAL and not (name.isupper() and len(name) < 4))


def called(label, line):
    """The item's own label is one of our names, or one with what companies put behind it."""
    ours = {fold(name) for name in line}
    return label and (fold(label) in ours or fold(SUFFIX.sub("", label)) in ours)


def from_organisations(nsi, labels):
    """Lines all of whose names that are known there are one thing, which is found in their country or in several."""
    names = known_as(nsi, labels)
    for line, country, kind in lines_of("organisations.txt"):
        if len(line[0]) < 4 or line[0].startswith("~") or line[0] in OTHERS or kind in ("sport", "culture", "party", "religion"):
            continue
        items = {}
        for name in line:
            if is_telling(name, kind):
                for item, where in names.get(fold(name), {}).items():
                    items.setdefault(item, set()).update(where)
        if country:
            items = {item: where for item, where in items.items() if WORLDWIDE in where or country.lower() in {w[:2] for w in where}}
        else:
            wide = {item: where for item, where in items.items() if WORLDWIDE in where or len(where) > 1}
            items = wide or items
        items = [item for item in items if called(labels["wikidata"].get(item, {}).get("label"), line)]
        if len(items) == 1:
            yield line[0], items[0]


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    borders, nsi, labels = map(read, sys.argv[1:])
    places = list(rows_of_places())
    codes = {place["code"] for place in places if place["kind"] in "CSA"}
    table = {}
    features = [feature["properties"] for feature in borders["features"]]
    for source in (from_kingdoms(features), from_borders(features, codes), from_regions(features),
                   from_flags(nsi, labels, codes), from_cities(labels, places), from_organisations(nsi, labels)):
        for key, item in source:
            table.setdefault(key, item)
    with open(os.path.join(HERE, "wikidata.tsv"), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{key}\t{table[key]}\n" for key in sorted(table, key=lambda key: key.encode()))


main()
