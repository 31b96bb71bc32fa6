"""opml - lists of subscriptions, written for listparser.

listparser's word "bozo" is translated as: it is no list, or a date in its head can't be understood. Its "tags" are the categories
of one level."""

import ast
import datetime
import re

FLOORS = {"": 0.97}
PEERS = "none run; listparser passes its own"

# What an expression of a case may be made of.
ALLOWED = (ast.Expression, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Subscript, ast.Constant, ast.Name, ast.Load, ast.Tuple, ast.List,
           ast.Call, ast.Attribute, ast.keyword, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.Not, ast.And, ast.Or,
           ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.USub)


def question(case):
    return {}, case["body"].encode("utf-8", "surrogatepass")


def parsed(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)


def translated(answer):
    meta = dict(answer["meta"])
    dates_given = [key for key in ("created", "modified") if key in meta]
    for key in dates_given:
        if key + "_ms" in meta:
            meta[key + "_parsed"] = parsed(meta.pop(key + "_ms"))
    bad_date = any(key + "_parsed" not in meta for key in dates_given)
    result = {key: answer[key] for key in ("feeds", "lists", "opportunities", "version")}
    for entry in result["feeds"] + result["lists"] + result["opportunities"]:
        entry["tags"] = [path[0] for path in entry["categories"] if len(path) == 1]
    return dict(result, meta=meta, bozo=not answer["ok"] or bad_date)


def at(result, path):
    value = result
    for name, index in re.findall(r"\.?([A-Za-z_]+)|\[(\d+)\]", path.removeprefix("result")):
        value = value[name] if name else value[int(index)]
    return value


def evaluate(expression, result):
    tree = ast.parse(expression, mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED) or (isinstance(node, ast.Attribute) and node.attr.startswith("_")):
            raise ValueError("an expression that is not understood")
    names = {"result": result, "datetime": datetime, "len": len, "__builtins__": {}}
    return eval(compile(tree, "case", "eval"), names)  # pylint: disable=eval-used


def holds(check, result):
    if check["op"] == "other":
        return evaluate(check["expr"], result)
    try:
        value = at(result, check["path"])
    except (KeyError, IndexError):
        return check["op"] in ("false", "lacks")
    wanted = check.get("value")
    return {"eq": lambda: value == wanted, "len": lambda: len(value) == wanted, "has": lambda: wanted in value,
            "lacks": lambda: wanted not in value, "false": lambda: not value, "true": lambda: bool(value),
            "ne": lambda: value != wanted}[check["op"]]()


def judge(case, answer):
    result = translated(answer)
    for check in case["checks"]:
        try:
            if not holds(check, result):
                return "not so: %s (%s)" % (check, answer["problem"])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            return "%s: %r (%s)" % (check, error, answer["problem"])
    return ""
