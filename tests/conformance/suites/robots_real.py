"""robots_real - robots.txt of real sites, with the verdicts of the matcher of the standard's authors.

The suite's own score counts verdicts; "cases" counts files of which every verdict is theirs."""

from robots import body_of

FLOORS = {"": 0.999}
PEERS = "protego 98.8 %, urllib.robotparser 80.2 %"


def question(case):
    return {"agents": case["user_agents"], "urls": case["urls"]}, body_of(case, "body")


def triples(case, answer):
    for i, agent in enumerate(case["user_agents"]):
        for j, url in enumerate(case["urls"]):
            yield agent, url, case["allowed"][i][j] == bool(answer["allowed"][i][j]), answer["lines"][i][j]


def verdicts(case, answer):
    right = [same for _, _, same, _ in triples(case, answer)]
    return sum(right), len(right)


def judge(case, answer):
    wrong = ["%s %s (line %d)" % (agent, url, line) for agent, url, same, line in triples(case, answer) if not same]
    return "the opposite verdict for %s" % "; ".join(wrong) if wrong else ""


def groups(case):
    return ["", "cases"]
