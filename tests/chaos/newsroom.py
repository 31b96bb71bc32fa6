"""Made-up pages for the chaos test: every kind of end an article can have, from one seed."""

import random
from pathlib import Path

UPDATED = "Mise à jour"  # stands in the text of a page that was changed

SUBJECTS = ["le ministère", "la mairie", "une délégation", "le port", "la caravane", "le marché", "l'école", "le fleuve"]
VERBS = ["annonce", "confirme", "dément", "prépare", "reporte", "inaugure", "visite", "examine"]
OBJECTS = ["un nouvel accord", "la reprise des travaux", "une campagne de vaccination", "le budget de l'année",
           "la construction d'un pont", "les résultats de la récolte", "un plan contre les inondations"]
PLACES = ["Niamey", "Agadez", "Zinder", "Bamako", "Ouagadougou", "Dakar", "N’Djaména", "Maradi", "Gao", "Tahoua"]


def sentence(rng):
    return (f"{rng.choice(SUBJECTS).capitalize()} de {rng.choice(PLACES)} {rng.choice(VERBS)} {rng.choice(OBJECTS)}, "
            f"selon {rng.randint(2, 400)} témoins réunis près de {rng.choice(PLACES)}.")


def article(rng, number, begin=""):
    paragraphs = "".join(f"<p>{begin}{' '.join(sentence(rng) for _ in range(rng.randint(3, 6)))}</p>\n"
                         for _ in range(rng.randint(4, 9)))
    title = f"Dépêche {number} : {rng.choice(PLACES)} {rng.choice(VERBS)}"
    return (f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{title} - Le Courrier</title>"
            f"<meta property='article:published_time' content='2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T08:00:00Z'>"
            f"</head><body><nav><a href='/'>Accueil</a> <a href='/pays'>Pays</a></nav>"
            f"<article><h1>{title}</h1>\n{paragraphs}</article><footer>Le Courrier</footer></body></html>")


def index_page(number):
    links = "".join(f"<li><a href='/{i}.html'>Dépêche {i}</a></li>" for i in range(number, number + 30))
    return f"<!doctype html><html lang='fr'><head><title>Rubrique {number}</title></head><body><ul>{links}</ul></body></html>"


def make(directory: Path, pages: int, seed: int):
    """Writes the pages; returns {path: (expected end, original)}: pages with one original have the same text.

    1 in 20 each: repeats another page, is an index, is absent.
    """
    rng = random.Random(seed)
    expected, originals = {}, []
    for number in range(pages):
        path = original = f"{number}.html"
        kind = rng.random()
        if kind < 0.05 and originals:
            original = rng.choice(originals)
            text, end = (directory / original).read_text(), "stored"
        elif kind < 0.10:
            text, end = index_page(number), "rejected"
        elif kind < 0.15:
            text, end = None, "dead"
        else:
            text, end = article(rng, number), "stored"
            originals.append(path)
        if text is not None:
            (directory / path).write_text(text)
        expected[path] = end, original
    return expected
