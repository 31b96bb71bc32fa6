"""encoding - labels, single-byte tables and a sample of the multi-byte indexes of the WHATWG Encoding Standard.

Apart: "labels", "single byte" (a table of 128 is one case), and each multi-byte encoding."""

FLOORS = {"": 1.0}
PEERS = "glibc iconv under its best name: 8465 of 8541 letters (Big5 1748 of 1765, EUC-JP 1309 of 1368), 172 of 228 labels"


def question(case):
    if case["kind"] == "label":
        return {"label": case["label"]}, b""
    if case["kind"] == "single_byte":
        return {"encoding": case["encoding"], "apart": 1}, bytes(range(0x80, 0x100))
    return {"encoding": case["encoding"]}, bytes.fromhex(case["bytes_hex"])


def judge(case, answer):
    if case["kind"] == "label":
        given = answer.get("name")
        return "" if given == case["expected"] else "%s is %s instead of %s" % (case["label"], given, case["expected"])
    if case["kind"] == "decode":
        given = answer.get("text")
        return "" if given == case["expected"] else "%s %s is %a instead of %a" % (
            case["encoding"], case["bytes_hex"], given, case["expected"])
    wanted = [chr(int(code, 16)) if code else "\uFFFD" for code in case["bytes_80_ff"]]
    pairs = zip(range(0x80, 0x100), answer.get("texts", [""] * 128), wanted)
    wrong = ["%02X is %a instead of %a" % pair for pair in pairs if pair[1] != pair[2]]
    return "%s: %s" % (case["encoding"], ", ".join(wrong)) if wrong else ""


def groups(case):
    return ["", {"label": "labels", "single_byte": "single byte"}.get(case["kind"]) or case["encoding"]]
