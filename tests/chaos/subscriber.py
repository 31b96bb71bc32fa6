"""A subscriber that is killed at any moment: follows PROTOCOL.md section 4 and keeps what it saw in a file.

One line an article, appended and synced before the next is asked for, is its only memory: `SEQUENCE URI`.
A torn last line (killed in mid-write) is dropped at the next start, and its article is delivered again.

usage: subscriber.py FILE NEWS-ENDPOINT QUERY-ENDPOINT
"""

import json
import os
import sys
import uuid

import zmq


def recall(path):
    """The last whole sequence in the file; cuts a torn tail."""
    if not os.path.exists(path):
        return 0
    with open(path, "rb+") as file:
        content = file.read()
        whole = content[:content.rfind(b"\n") + 1]
        file.truncate(len(whole))
    lines = whole.splitlines()
    return int(lines[-1].split()[0]) if lines else 0


class Follower:
    def __init__(self, path, news, query):
        self.last = recall(path)
        self.file = open(path, "ab")
        self.query_endpoint = query
        self.context = zmq.Context()
        self.stream = self.context.socket(zmq.SUB)
        self.stream.setsockopt(zmq.RCVHWM, 1000)
        for topic in (b"article.", b"heartbeat|"):
            self.stream.setsockopt(zmq.SUBSCRIBE, topic)
        self.stream.connect(news)

    def keep(self, event):
        if event["sequence"] != self.last + 1:
            sys.exit(f"gap: {event['sequence']} after {self.last}")
        self.last += 1
        self.file.write(f"{self.last} {event['data']['uri']}\n".encode())
        self.file.flush()
        os.fsync(self.file.fileno())

    def replay(self):
        """One page of what is missing; False when the store did not answer (it may be dead just now)."""
        ask = self.context.socket(zmq.DEALER)
        ask.setsockopt(zmq.LINGER, 0)
        ask.connect(self.query_endpoint)
        ask.send_json({"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/chaos/subscriber",
                       "type": "depeche.request.replay", "time": "2024-01-01T00:00:00Z",
                       "datacontenttype": "application/json", "data": {"after": self.last, "limit": 500}})
        frames = ask.recv_multipart() if ask.poll(2000) else []
        ask.close()
        for frame in frames[1:]:
            self.keep(json.loads(frame))
        return len(frames) > 1

    def follow(self):
        while True:
            topic, text = self.stream.recv_multipart()
            event = json.loads(text)
            if topic.startswith(b"article.") and event["sequence"] == self.last + 1:
                self.keep(event)
            while event["sequence"] > self.last and self.replay():
                pass


if __name__ == "__main__":
    Follower(*sys.argv[1:4]).follow()
