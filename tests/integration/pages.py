"""pages.py - made-up pages, one article or none each, for tests that care where pages end and not how they look."""

import html

FACTS = ["Le pont de Niamey a rouvert mardi à la circulation, après onze semaines de travaux sur le tablier.",
         "Selon la mairie, près de quatre mille véhicules l’ont emprunté avant midi, sans le moindre incident.",
         "Les riverains de Harobanda saluent une réouverture qu’ils n’attendaient pas avant la saison des pluies.",
         "Le chantier a coûté moins cher que prévu, affirme l’entreprise, qui a employé deux cents ouvriers du quartier.",
         "Une seconde tranche doit commencer le 3 juin 2024 sur la rive droite, si le fleuve le permet.",
         "Les pêcheurs demandent que l’on rouvre aussi l’escalier qui descend au débarcadère du petit marché."]
ENGLISH = ["The old harbour crane of Mombasa turned again on Monday, for the first time in nineteen years.",
           "Its restorers had spent two winters looking for a gear wheel, and found it under a heap of rope.",
           "The port says that the crane will never lift cargo again, but that children may turn the handle.",
           "Visitors came from Nairobi and from Kilifi, some of them with photographs of their grandfathers at work.",
           "The museum beside it opens on 12 May 2024 and will be free on Sundays for anyone who lives in the county."]


def article(title, language="fr", extra=""):
    """A page that ends as stored. `extra` makes its text differ from another of the same title."""
    sentences = FACTS if language == "fr" else ENGLISH
    paragraphs = "".join(f"<p>{sentence} {html.escape(title)}, {number}. {html.escape(extra)}</p>\n"
                         for number, sentence in enumerate(sentences))
    return (f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{html.escape(title)} - Le Courrier</title>"
            f"<meta property='article:published_time' content='2024-04-12T08:00:00Z'></head><body>"
            f"<nav><a href='/'>Accueil</a> <a href='/pays'>Pays</a></nav><article><h1>{html.escape(title)}</h1>\n{paragraphs}"
            f"</article><footer>Le Courrier</footer></body></html>")


def index():
    """A page that ends as rejected: a list of links."""
    links = "".join(f"<li><a href='/{number}.html'>Dépêche {number}</a></li>" for number in range(30))
    return f"<!doctype html><html lang='fr'><head><title>Rubrique</title></head><body><ul>{links}</ul></body></html>"


def write(directory, count, language="fr"):
    """count different articles, as 0.html and so on; returns their names."""
    names = [f"{language}{number}.html" for number in range(count)]
    for number, name in enumerate(names):
        (directory / name).write_text(article(f"Dépêche {number}" if language == "fr" else f"Dispatch {number}", language))
    return names
