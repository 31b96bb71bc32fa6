"""mutants.py - bad messages: the kinds that PROTOCOL.md forbids, by name, and seeded mutants of real ones."""

import copy
import json

LIMIT = 16 * 1024 * 1024


def nested(depth):
    return b"[" * depth + b"]" * depth


def with_raw(event, raw):
    """The event as JSON, with one more member that is given byte for byte."""
    return json.dumps(event).encode()[:-1] + b"," + raw + b"}"


def bad_json(event):
    """Frames that are refused whatever socket they come to, by the name of what is wrong with them. `event` is a right one."""
    whole = json.dumps(event).encode()
    without = {key: value for key, value in event.items() if key != "type"}
    return {
        "nothing": b"",
        "noise": bytes(range(256)),
        "not JSON": b"Dear fetcher, how are you?",
        "cut off": whole[:-7],
        "two documents": whole + whole,
        "an array": b"[" + whole + b"]",
        "a string": b'"depeche"',
        "too deep": with_raw(event, b'"deep":' + nested(40)),
        "much too deep": with_raw(event, b'"deep":' + nested(200000)),
        "a key twice": with_raw(event, b'"id":"again"'),
        "a key twice, escaped": with_raw(event, b'"\\u0069d":"again"'),
        "a key twice far down": with_raw(event, b'"x":{"y":[{"z":1,"z":2}]}'),
        "invalid UTF-8": with_raw(event, b'"x":"\xc3\x28"'),
        "an overlong form": with_raw(event, b'"x":"\xc0\xaf"'),
        "a surrogate": with_raw(event, b'"x":"\xed\xa0\x80"'),
        "half an escaped pair": with_raw(event, b'"x":"\\ud800"'),
        "NUL": with_raw(event, b'"x":"\\u0000"'),
        "a raw NUL": with_raw(event, b'"x":"\x00"'),
        "a raw control character": with_raw(event, b'"x":"\x07"'),
        "a byte order mark": b"\xef\xbb\xbf" + whole,
        "UTF-16": whole.decode().encode("utf-16"),
        "a number beyond 2^53": with_raw(event, b'"x":9007199254740993'),
        "a number that is none": with_raw(event, b'"x":01'),
        "infinity": with_raw(event, b'"x":1e999'),
        "a comma too many": whole[:-1] + b",}",
        "too large": with_raw(event, b'"x":"' + b"x" * LIMIT + b'"'),
        "too many values": with_raw(event, b'"x":[' + b"0," * 1000000 + b"0]"),
        "an unknown version": json.dumps({**event, "specversion": "2.0"}).encode(),
        "a version that is a number": json.dumps({**event, "specversion": 1.0}).encode(),
        "no version": json.dumps({key: value for key, value in event.items() if key != "specversion"}).encode(),
        "no type": json.dumps(without).encode(),
        "an empty id": json.dumps({**event, "id": ""}).encode(),
        "a number for a source": json.dumps({**event, "source": 7}).encode(),
        "an unknown type": json.dumps({**event, "type": "depeche.article.burnt"}).encode(),
        "a time that is none": json.dumps({**event, "time": "half past nine"}).encode(),
        "another content type": json.dumps({**event, "datacontenttype": "text/xml"}).encode(),
        "data that is a list": json.dumps({**event, "data": [1, 2]}).encode(),
    }


def bad_article(event):
    """What an article's event must not be, beyond bad_json."""
    changes = {"origin": [None, "", "Main!", 7, "x" * 33], "epoch": [None, "", 7], "item": [None, 0, -1, 1.5, "1", 2 ** 53 + 2],
               "attempt": [None, 0, "x"], "data": [None, {}, {"uri": 7}]}
    return {f"{key} {value!r}": json.dumps({**event, key: value}).encode() for key, values in changes.items() for value in values}


class Mutator:
    """Endless mutants of some messages (lists of frames); the same ones for the same random source."""

    VALUES = (None, True, 0, -1, 1, 2 ** 53 - 1, 2 ** 63, 1e308, "", "x", "ï¿½", "\ud7ff", "a" * 5000, [], {}, [[]], {"": None}, [{"a": 1}] * 50)

    def __init__(self, random, messages):
        self.random, self.messages = random, messages

    def __iter__(self):
        return self

    def __next__(self):
        frames = list(self.random.choice(self.messages))
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 8))):
            self.random.choice((self.bytes, self.bytes, self.tree, self.tree, self.tree, self.frames))(frames)
        return frames[:12] or [b""]

    def place(self, frame):
        return self.random.randrange(len(frame) + 1)

    def bytes(self, frames):
        """Bytes are turned, cut out, put in, doubled, or come from another message."""
        at = self.random.randrange(len(frames))
        frame = bytearray(frames[at])
        here, there = sorted((self.place(frame), self.place(frame)))
        there = min(there, here + self.random.choice((1, 4, 64, 1 << 20)))
        deed = self.random.randrange(6)
        if deed == 0 and frame:
            frame[min(here, len(frame) - 1)] ^= 1 << self.random.randrange(8)
        elif deed == 1:
            del frame[here:there]
        elif deed == 2:
            frame[here:here] = bytes(self.random.randrange(256) for _ in range(self.random.choice((1, 3, 17))))
        elif deed == 3:
            frame[here:here] = frame[here:there][:100000]
        elif deed == 4:
            frame[here:there] = self.random.choice((b"{", b"}", b"]", b"[" * 50, b'"', b"\\", b"\\u0000", b"\x00", b"\xff", b",", b"null", b"1e9999"))
        else:
            other = self.random.choice(self.random.choice(self.messages))
            frame[here:] = other[self.place(other):]
        frames[at] = bytes(frame)

    def tree(self, frames):
        """A member somewhere in the event is lost, replaced, renamed or doubled."""
        for at, frame in enumerate(frames):
            try:
                root = json.loads(frame)
            except (ValueError, RecursionError):
                continue
            if isinstance(root, dict) and root:
                frames[at] = self.changed(root)
                return

    def changed(self, root):
        node = root
        while True:
            keys = list(node) if isinstance(node, dict) else range(len(node))
            key = self.random.choice(keys)
            below = node[key]
            if not (isinstance(below, (dict, list)) and below) or self.random.random() < 0.3:
                break
            node = below
        deed = self.random.randrange(4)
        if deed == 0:
            del node[key]
        elif deed == 1:
            node[key] = copy.deepcopy(self.random.choice(self.VALUES))
        elif deed == 2 and isinstance(node, dict):
            node[self.random.choice(("id", "uri", "bodies", "depeche", "x", ""))] = node.pop(key)
        else:
            node[key] = [copy.deepcopy(node[key]) for _ in range(self.random.choice((1, 2, 40)))]
        return json.dumps(root, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")

    def frames(self, frames):
        """A frame is lost, doubled, emptied, put in, or changes places."""
        deed, at = self.random.randrange(5), self.random.randrange(len(frames))
        if deed == 0:
            del frames[at]
            if not frames:
                frames.append(b"")
        elif deed == 1:
            frames.insert(at, frames[at])
        elif deed == 2:
            frames[at] = b""
        elif deed == 3:
            frames.insert(at, self.random.choice((b"", b"{}", b"\x00", b"x" * 1000)))
        else:
            self.random.shuffle(frames)
