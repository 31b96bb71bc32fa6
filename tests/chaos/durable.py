"""A durable subscriber that may be killed at any moment: follows PROTOCOL.md section 4 by a cursor that the store keeps.

Its own memory is a file, one line an article, synced before the next: `SEQUENCE URI HEADLINE`. What the store gives again, because
it was not acknowledged, is told by its sequence; so each article stands in the file exactly once.

usage: durable.py FILE NEWS-ENDPOINT QUERY-ENDPOINT NAME FILTER SECONDS-PER-ARTICLE
"""

import json
import os
import sys
import time
import uuid

import zmq
from subscriber import recall

ACK_EVERY = 40


class Reader:
    def __init__(self, path, news, query, name, chosen, pace):
        self.last = recall(path)
        self.file = open(path, "ab")
        self.query_endpoint, self.name, self.filter, self.pace = query, name, chosen, float(pace)
        self.context = zmq.Context()
        self.stream = self.context.socket(zmq.SUB)
        self.stream.setsockopt(zmq.SUBSCRIBE, b"heartbeat|")
        self.stream.connect(news)
        self.acked = self.after = None

    def ask(self, verb, data):
        """(data, frames) of the reply; asked again until there is one (the store may be dead just now)."""
        while True:
            ask = self.context.socket(zmq.DEALER)
            ask.setsockopt(zmq.LINGER, 0)
            ask.connect(self.query_endpoint)
            ask.send_json({"specversion": "1.0", "id": str(uuid.uuid4()), "source": f"/chaos/{self.name}",
                           "type": f"depeche.request.cursor.{verb}", "time": "2024-01-01T00:00:00Z",
                           "datacontenttype": "application/json", "data": {"name": self.name, **data}})
            frames = ask.recv_multipart() if ask.poll(2000) else None
            ask.close()
            if frames is None:
                continue
            reply = json.loads(frames[0])
            if reply["type"] == "depeche.reply.error" and reply["data"]["code"] not in (69, 74, 75):
                sys.exit(f"{verb} was refused: {reply['data']}")
            if reply["type"] != "depeche.reply.error":
                return reply["data"], [json.loads(frame) for frame in frames[1:]]

    def keep(self, event):
        if not self.filter and event["sequence"] != self.last + 1:
            sys.exit(f"gap: {event['sequence']} after {self.last}")
        if event["sequence"] <= self.last:
            sys.exit(f"not in order: {event['sequence']} after {self.last}")
        self.last = event["sequence"]
        headline = " ".join(line["value"] for line in event["data"].get("headlines", []))
        self.file.write(" ".join([str(self.last), event["data"]["uri"], *headline.split()]).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        time.sleep(self.pace)

    def acknowledge(self):
        if self.after > self.acked:
            self.acked = self.ask("ack", {"to": self.after})[0]["position"]

    def read(self):
        """One piece; true when there is more to look at now."""
        before = self.after
        data, events = self.ask("next", {"after": self.after, "limit": 50})
        if data.get("expired"):
            sys.exit(f"expired: {data['expired']}")
        for event in events:
            self.keep(event)
        self.after = data["to"]
        if self.after - self.acked >= ACK_EVERY:
            self.acknowledge()
        return data["more"] and self.after > before

    def follow(self):
        opened, _ = self.ask("open", {"from": "start", "filter": self.filter})
        self.acked, self.after = opened["position"], max(opened["position"], self.last)
        while True:
            while self.read():
                pass
            if not self.stream.poll(300):
                self.acknowledge()
            while self.stream.poll(0):
                self.stream.recv_multipart()


if __name__ == "__main__":
    Reader(*sys.argv[1:7]).follow()
