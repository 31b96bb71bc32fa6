#!/usr/bin/env python3
"""Makes places.tsv and given-names.txt, the tagger's gazetteer, from open data.

usage: make-places.py CITIES15000_ZIP FORENAMES_CSV_GZ SURNAMES_CSV_GZ

Further sources are two Debian packages: unicode-cldr-core (names of countries and their subdivisions) and
libgeonames-common (French and English names of cities). The same input gives the same bytes. See README.md for credits.

places.tsv, one place a line, tab-separated, the more important place first where two share a name:
  kind   C country, S subdivision of a country, P populated place, A area of the world
  id     GeoNames id (P), else empty
  code   ISO 3166-1 country (C, P), ISO 3166-2 (S), UN M.49 (A)
  admin  state of a city of the United States: "TX"; else empty
  lat, lon, population (P), else empty
  empty  (the items of Wikidata are in wikidata.tsv)
  flags  c capital of a country; a also a name of people or a common word, so context must help;
         w known to few, so context must help
  name   main name: French where there is one
  others more names, separated by |
"""
import csv
import gettext
import gzip
import html
import io
import os
import re
import sys
import unicodedata
import zipfile

CLDR = "/usr/share/unicode/cldr/common"
LOCALES = "/usr/share/locale/%s/LC_MESSAGES/geonames.mo"
EVERYWHERE, FRANCOPHONE = 50000, 15000
PEOPLE, FLAGS, NAMES = 6, 8, 9  # in a row
FRENCH_SPEAKING = set("FR BJ BF BI CM CF KM CG CD CI DJ GA GN GQ MG ML MR NE RW SN TD TG MA DZ TN RE YT GP MQ GF".split())
ARABIC = set("SY IQ SA YE OM AE KW QA BH JO LB PS EG LY SD".split())
# Subdivisions known far from home: their names stand alone in the news.
WELL_KNOWN = set("US CA AU GB DE IT ES FR BE CH AT BR IN CN RU MX UA".split())
COUNTRY_NAMES = {
    "011": ["Afrique de l’Ouest", "West Africa"], "014": ["Afrique de l’Est", "East Africa"], "015": ["Afrique du Nord", "North Africa"],
    "018": ["Afrique australe"], "030": ["Asie de l’Est", "East Asia"], "034": ["Asie du Sud", "South Asia"],
    "143": ["Asie centrale", "Central Asia"], "151": ["Europe de l’Est", "Eastern Europe"], "155": ["Europe de l’Ouest", "Western Europe"],
    "013": ["Amérique centrale", "Central America"], "154": ["Europe du Nord"],
    "039": ["Europe du Sud"],
    "RU": ["Fédération de Russie", "Russian Federation"], "BF": ["Burkina"], "MM": ["Birmanie", "Myanmar", "Burma"],
    "US": ["États-Unis d’Amérique", "United States of America", "USA", "U.S.", "US", "U.S.A.", "Etats Unis"],
    "GB": ["Grande-Bretagne", "Great Britain", "UK", "U.K.", "Britain"], "CZ": ["République tchèque", "Czech Republic"],
    "CD": ["République démocratique du Congo", "Congo-Kinshasa", "RDC", "RD Congo", "DRC", "DR Congo", "Democratic Republic of Congo",
           "Democratic Republic of the Congo"],
    "CG": ["République du Congo", "Congo-Brazzaville", "Congo"], "CI": ["République de Côte d’Ivoire", "Ivory Coast"],
    "CF": ["Centrafrique", "Central African Republic", "RCA"], "KP": ["RPDC", "North Korea"], "KR": ["South Korea", "Corée"],
    "AE": ["Émirats", "Emirats arabes unis", "UAE", "~EAU", "~Emirates"], "PS": ["Palestine", "Territoires palestiniens"],
    "CN": ["République populaire de Chine", "People’s Republic of China"], "TW": ["Taiwan", "Taïwan", "Taïwan"],
    "HK": ["Hong Kong", "Hong-Kong", "Hongkong"], "MO": ["Macao", "Macau"], "MK": ["Macédoine", "Macedonia"],
    "SZ": ["Swaziland", "Eswatini"], "TL": ["Timor oriental", "East Timor"], "CV": ["Cap-Vert", "Cape Verde"],
    "TR": ["Turquie", "Turkey", "Türkiye"], "IR": ["République islamique d’Iran"], "VA": ["Vatican", "Saint-Siège"],
    "DE": ["République fédérale d’Allemagne", "RFA"], "BA": ["Bosnie", "Bosnia"], "TT": ["Trinité-et-Tobago"],
    "EH": ["Sahara occidental", "Western Sahara"], "SY": ["République arabe syrienne"], "RE": ["La Réunion"], "GF": ["Guyane"],
    "CA": [], "NL": ["Pays-Bas", "Hollande", "Holland", "Netherlands", "The Netherlands"], "LA": ["Laos"],
    "FK": ["Malouines", "Falklands", "Falkland Islands"], "AF": ["Afghanistan"], "MD": ["Moldavie", "Moldova"],
    "BY": ["Biélorussie", "Bélarus", "Belarus"], "SA": ["Arabie Saoudite"], "ZA": ["Afrique du Sud"],
    "GA": ["République gabonaise"], "ML": ["République du Mali"], "NE": ["République du Niger"], "GM": ["Gambie", "Gambia"],
    "VN": ["Vietnam", "Viêt Nam", "Viet Nam"], "KG": ["Kirghizistan", "Kirghizstan"], "SS": ["Sud-Soudan"],
}
CITY_NAMES = {
    "703448": ["Kiev", "Kyiv"], "5128581": ["New York", "New York City"], "4140963": ["Washington D.C."],
    "2643743": ["Londres", "London"], "3169070": ["Rome"], "2800866": ["Bruxelles"], "3448439": ["São Paulo"],
    "993800": ["Johannesburg"], "1816670": ["Pékin", "Beijing"], "281184": ["Jérusalem", "Jerusalem"],
    "2464470": ["Tunis"], "2507480": ["Alger", "Algiers"], "360630": ["Le Caire", "Cairo"], "2656396": ["Bangor"],
    "1526384": ["Almaty"], "1526273": ["Astana", "Nour-Soultan"], "292968": ["Abou Dabi", "Abou Dhabi", "Abu Dhabi"],
    "2427123": ["N’Djamena", "Ndjamena"], "706483": ["Kharkiv", "Kharkov"], "1298824": ["Rangoun", "Yangon", "Rangoon"],
    "4335045": ["La Nouvelle-Orléans", "Nouvelle-Orléans", "New Orleans"], "2925533": ["Francfort", "Frankfurt"],
    "170905": ["Deraa", "Daraa"], "498817": ["Saint-Pétersbourg", "St. Petersburg", "St Petersburg", "Leningrad"], "698740": ["Odessa", "Odesa"],
    "104515": ["La Mecque", "Mecca", "Makkah"], "109223": ["Médine", "Medina"], "524901": ["Moscou", "Moscow"],
    "1275339": ["Bombay", "Mumbai"], "1264527": ["Madras", "Chennai"], "1275004": ["Calcutta", "Kolkata"],
    "745044": ["Istanbul", "Istamboul"], "1566083": ["Hô Chi Minh-Ville", "Ho Chi Minh City", "Saïgon", "Saigon"],
    "99532": ["Bassorah", "Basra"], "99072": ["Mossoul", "Mosul"], "170063": ["Alep", "Aleppo"],
    "105343": ["Djeddah", "Jeddah", "Djedda"], "108410": ["Riyad", "Riyadh", "Ryad"],
    "616052": ["Erevan", "Yerevan"],
    "1526273": ["Astana", "Noursoultan", "Nour-Soultan", "Nursultan"], "1809858": ["Canton", "Guangzhou"],
}
SUBDIVISION_NAMES = {"RU-CE": ["Tchétchénie", "Chechnya"], "ET-TI": ["Tigré", "Tigray"], "UA-43": ["Crimée", "Crimea"],
                     "RU-DA": ["Daghestan", "Dagestan"], "RU-IN": ["Ingouchie", "Ingushetia"]}
# Places that are more often something else where nothing around says place.
COMMON = set("""nice tours sens lens orange die man same most bath reading mobile march young university police buy bar
split of victoria florence nancy paul mary david jackson lincoln nelson george kennedy obama santos santiago sofia charlotte
madison houston austin dallas jordan chad georgia kent vienne creil est nord sud ouest centre central western eastern northern
southern plateau union progress liberte libertad republica monde europe general roi como media nova van best ham hamm halle
worms celle bo ba bari auch dole salon laval lure lourdes sable bourg gap foix dax pau cholet la les martigues palm spring
springs mission park garden liberty independence concord commerce industry heath chester temple carson marion warren clinton
franklin washington grant ford tyler troy eugene normal enterprise liberal surprise boulder federal pearl lima trinidad
concepcion mercedes rosario esperanza soledad guadalupe bobo soul bay alma ana eva nara oro sale sales port massif stains
noisy croix loos marche wells crosby west aurora phoenix corona mesa lancaster bradford burton preston dayton sandy kenner
bristol hastings barking sutton crawford dover hamilton brandon logan wayne irving arnold paterson clifton monroe allen
pasco parker taylor fargo barry derby page hay avion gare douane plaisir rugby racine delta vista paradise metro trente providence
date mango turbo rich forest clay tall brick torrent sunrise oral bush ann bend sur sari salt hail manta tome bole cary timon marche
amour unite unity drama capital occidental orientale oriental free latina littoral maritime meta estuaire golfe gulf mountain cascade
glacis north south east northwest northeast southwest southeast northwestern northeastern somme
cher aube plaisance chin most peter brent down antique principe magnesia cordillera atlantique sahel zaire""".split())
DIRECTIONS = {"nord est", "nord ouest", "sud est", "sud ouest", "north east", "north west", "south east", "south west"}
# Well-known cities all the same, where they are large.
MUST_STAND_ALONE = set("houston dallas washington phoenix lima florence sofia santiago bari hamilton bristol".split())


def fold(name):
    name = name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("ß", "ss").replace("ø", "o").replace("Ø", "o")
    name = name.replace("ł", "l").replace("Ł", "l").replace("đ", "d").replace("’", "'").replace("‘", "'")
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s-]+", bare.lower()))


def tidy(name):
    name = re.sub(r"[\u200b\u200e\ufeff]", "", name).replace("'", "’").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", name).strip()


def is_latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘-" for c in name)


def distinct(names):
    seen, kept = set(), []
    for name in map(tidy, names):
        if name and is_latin(name) and "|" not in name and fold(name) not in seen:
            seen.add(fold(name))
            kept.append(name)
    return kept


def territories(language, path, tag):
    text = open(os.path.join(CLDR, path, language + ".xml"), encoding="utf-8").read()
    if tag == "territory":
        text = text[text.index("<territories>"):text.index("</territories>")]
    for code, name in re.findall(r'<%s type="(\w+)"[^>]*>([^<]+)</%s>' % (tag, tag), text):
        yield code.upper(), tidy(html.unescape(name))


def by_code(path, tag):
    table = {}
    for language in ("fr", "en"):
        for code, name in territories(language, path, tag):
            table.setdefault(code, []).append(name)
    return table


def country_rows():
    for code, names in sorted(by_code("main", "territory").items()):
        if code in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "001"):
            continue
        short = [n for n in names if not re.search(r"[.()]| \[|R\.A\.S", n)]
        more = COUNTRY_NAMES.get(code, [])
        names = distinct((more if code.isdigit() else []) + short + [re.sub(r" ?\(.*\)", "", n) for n in names if "(" in n and code != "CD"] + more)
        names = [n for n in names if len(fold(n)) > 2 or n in ("US", "UK")]
        kind = "A" if code.isdigit() else "C"
        yield [kind, "", code, "", "", "", "", "", "", names]


def subdivision_rows(countries):
    prefix = re.compile(r"^(?:région|province|département|comté|préfecture|district|wilaya|gouvernorat|oblast|État|canton|cité)"
                        r" (?:autonome )?(?:de la |de l’|des |du |de |d’)", re.I)
    suffix = re.compile(r" (?:region|province|department|county|prefecture|district|governorate|oblast|state|canton)$", re.I)
    for code, names in sorted(by_code("subdivisions", "subdivision").items()):
        country, part = code[:2], code[2:]
        names = distinct([suffix.sub("", prefix.sub("", n)) for n in names] + SUBDIVISION_NAMES.get(country + "-" + part, []))
        names = [n for n in names if len(fold(n)) > 3 and fold(n) not in countries and n[0].isupper()]
        if not names or not country.isalpha():
            continue
        strong = country in WELL_KNOWN and not (country == "GB" and part not in ("ENG", "SCT", "WLS", "NIR"))
        if country in ("FR", "IT", "ES") and part.isdigit():
            strong = True
        doubtful = "a" if fold(names[0]) in COMMON or fold(names[0]) in DIRECTIONS else ""
        yield ["S", "", country + "-" + part, "", "", "", "", "", ("" if strong else "w") + doubtful, names]


def catalogue(language):
    with open(LOCALES % language, "rb") as file:
        return gettext.GNUTranslations(file)._catalog


def without_article(names, country):
    """Arabic names also as the press writes them: "Raqqa" for "Ar Raqqah"."""
    if country not in ARABIC:
        return []
    bare = [re.sub(r"^(?:A[ldrsntz]|Ash|Ad|El) ", "", plain(n)) for n in names]
    bare = [n for n in bare if len(n) > 3] + [n[:-1] for n in bare if n.endswith("ah") and len(n) > 4]
    return [n for n in bare if n not in names]


def plain(name):
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c) and c not in "‘’'`")


def city_rows(zip_path):
    french, english = catalogue("fr"), catalogue("en")
    with zipfile.ZipFile(zip_path) as archive:
        text = io.TextIOWrapper(archive.open("cities15000.txt"), encoding="utf-8")
        for row in csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            number, name, ascii_name, lat, lon, feature, country, state, people = (row[i] for i in (0, 1, 2, 4, 5, 7, 8, 10, 14))
            people = int(people or 0)
            capital = feature == "PPLC"
            if feature in ("PPLX", "PPLH", "PPLQ", "PPLW"):  # a quarter, or gone
                continue
            if not capital and people < (FRANCOPHONE if country in FRENCH_SPEAKING else EVERYWHERE):
                continue
            names = distinct([french.get(number, "")] + CITY_NAMES.get(number, []) + [name, english.get(number, ""), ascii_name])
            names = [n for n in names + without_article(names, country) if len(fold(n)) > 2]
            if names:
                yield ["P", number, country, state if country == "US" else "", "%.3f" % float(lat), "%.3f" % float(lon), str(people), "",
                       "c" if capital else "", names]


def people_names(path, column):
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for name in re.split(r"[,/]", row["Localized Name"] + "," + row["Romanized Name"]):
                name = tidy(name)
                if name and is_latin(name) and " " not in name and len(fold(name)) > 2:
                    yield name, row["Country"]


def write(path, lines):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), path), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    given = {fold(name) for name, _ in people_names(sys.argv[2], "given")}
    family = {fold(name) for name, _ in people_names(sys.argv[3], "family")}
    countries = list(country_rows())
    country_names = {fold(n) for row in countries for n in row[NAMES]}
    cities = sorted(city_rows(sys.argv[1]), key=lambda row: ("c" not in row[FLAGS], -int(row[PEOPLE]), int(row[1])))
    for row in cities:
        folded = fold(row[NAMES][0])
        big = "c" in row[FLAGS] or int(row[PEOPLE]) >= 1000000
        if folded in COMMON or (folded in given | family and not big):
            if not (folded in MUST_STAND_ALONE and int(row[PEOPLE]) >= 250000):
                row[FLAGS] += "a"
        known_from = 50000 if row[2] == "FR" else 30000 if row[2] in FRENCH_SPEAKING else 100000
        if int(row[PEOPLE]) < known_from and "c" not in row[FLAGS]:
            row[FLAGS] += "w"
    rows = countries + cities + list(subdivision_rows(country_names))
    write("places.tsv", ("\t".join(row[:NAMES] + [row[NAMES][0], "|".join(row[NAMES][1:])]) for row in rows))
    write("given-names.txt", sorted(n for n in given if n.isascii()))


main()
