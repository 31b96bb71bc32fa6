// warcio_read.mjs DIRECTORY FILE - reads a WARC file with npm's warcio, installed in DIRECTORY, and prints a line of JSON a record.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pathToFileURL } from "node:url";

const [directory, file] = process.argv.slice(2);
const { WARCParser } = await import(pathToFileURL(`${directory}/node_modules/warcio/dist/index.js`));
for await (const record of WARCParser.iterRecords(createReadStream(file))) {
  const payload = await record.readFully(false);
  const content = await record.readFully(true); // content encodings taken off
  console.log(JSON.stringify({
    type: record.warcType,
    url: record.warcTargetURI,
    date: record.warcDate,
    status: record.httpHeaders ? record.httpHeaders.statusCode : null,
    protocol: record.httpHeaders ? record.httpHeaders.protocol : null,
    told_length: record.httpHeaders ? record.httpHeaders.headers.get("content-length") : null,
    digest: record.warcPayloadDigest,
    refers_to: record.warcRefersToTargetURI,
    payload_bytes: payload.length,
    payload_sha1: createHash("sha1").update(payload).digest("hex"),
    content_bytes: content.length,
    content_begins: Buffer.from(content.subarray(0, 20)).toString("latin1"),
  }));
}
