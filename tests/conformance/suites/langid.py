"""langid - the language of sentences and of article-length texts (eight sentences), 75 languages, without a hint.

Right is the primary subtag of the case; "no" is right for "nb" and for "nn" it is not. Apart: sentences and articles, of all
languages and of the 37 major ones that the peers' scores are told for."""

FLOORS = {"sentence": 0.94, "article": 0.97}
PEERS = "sentence/article on other samples: libcld2_full 95.4/98.1 %, libexttextcat 81.0/89.1 %"

MAJOR = set("""ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk vi
zh""".split())


def question(case):
    return {}, case["text"].encode("utf-8", "surrogatepass")


def judge(case, answer):
    given = answer.get("language", "").split("-")[0]
    given = "nb" if given == "no" else given
    return "" if given == case["lang"] else "%s instead of %s: %s" % (given, case["lang"], case["text"][:120])


def groups(case):
    own = ["", case["kind"]]
    return own + ([case["kind"] + ", 37 major"] if case["lang"] in MAJOR else [])
