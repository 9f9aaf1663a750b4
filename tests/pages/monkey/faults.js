// What can go wrong between Link and its endpoint. The proxy in tests/e2e/src/monkey does what the page asks for in the
// address: `{"status","type","body","retryAfter","ending"}`, or `{"pass":true}` for the real server's own answer.

const JSON_TYPE = "application/json";
const json = (status, body, more) => ({ status, type: JSON_TYPE, body: JSON.stringify(body), ...more });
const envelope = (status, detailedErrorCode, itemId, more) =>
  json(
    status,
    {
      statusCode: status,
      service: "MaxioLink",
      error: `The server's own sentence ${detailedErrorCode}.`,
      correlationId: "0123456789",
      canBeRetried: "Unknown",
      detailedErrorCode,
      validation: { errors: itemId ? [{ itemId, message: "Its sentence." }] : [], warnings: [] },
    },
    more,
  );

/** `status` of every code in the contract, and what its complaint is about. */
const CODES = [
  [400, 1000, "apiKey"],
  [400, 1000, "subdomain"],
  [400, 1000, "consent"],
  [400, 1001, "apiKey"],
  [403, 1002, "apiKey"],
  [400, 1003, "subdomain"],
  [403, 1004],
  [429, 1005],
  [503, 1006],
  [409, 1007],
  [403, 1008],
  [404, 1009],
  [404, 1010],
  [401, 1011],
  [403, 1012],
  [422, 1013],
  [409, 1014],
  [409, 1015, "subdomain"],
];
const STATUSES = [
  ...[200, 201, 202, 203, 204, 205, 206],
  ...[300, 301, 302, 303, 304, 305, 307, 308],
  ...Array.from({ length: 32 }, (_, n) => 400 + n),
  ...Array.from({ length: 12 }, (_, n) => 500 + n),
  ...[444, 451, 499, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599],
];
const BODIES = [
  ["text/html", "<!doctype html><title>Sorry</title><h1>Bad gateway</h1><script>alert(1)</script>"],
  ["text/plain", "Something went wrong"],
  ["image/png", "\u0089PNG\r\n"],
  [JSON_TYPE, ""],
  [JSON_TYPE, "{"],
  [JSON_TYPE, "null"],
  [JSON_TYPE, "[]"],
  [JSON_TYPE, '"Linked"'],
  [JSON_TYPE, '{"id":7,"status":"Linked"}'],
  [JSON_TYPE, '{"id":"c-1","status":"Dancing"}'],
  [JSON_TYPE, '{"error":"<img src=x onerror=alert(1)>"}'],
  [JSON_TYPE, '{"message":{"a":["deep"]}}'],
  ["application/problem+json", '{"title":"Forbidden","detail":"No.","status":403}'],
  ["application/octet-stream", "\u0000".repeat(64)],
  [JSON_TYPE, `{"id":"c-1","status":"Linked","x":"${"y".repeat(2000)}"}`],
];

export const PASS = { pass: true };
export const LINKED = json(201, { id: "c-1", status: "Linked", connectionInfo: { siteName: "Acme", test: "true" } });
export const PENDING = json(202, { id: "c-1", status: "PendingAuth" });
const IN_FLIGHT = envelope(409, 1014, undefined, { retryAfter: "1" });

/** One of them, and whether the browser itself complains of such a one. */
export function fault(random) {
  return random.weighted([
    [10, () => PASS],
    [6, () => LINKED],
    [8, () => PENDING],
    [4, () => IN_FLIGHT],
    [14, () => code(random, random.one(CODES))],
    [10, () => status(random, random.one(BODIES))],
    [5, () => status(random, [JSON_TYPE, LINKED.body])],
    [8, () => ({ ...random.one([LINKED, PENDING]), ending: "reset" })],
    [5, () => ({ ...LINKED, ending: "cut off" })],
    [4, () => ({ pass: true, ending: "reset" })],
    [4, () => ({ ...LINKED, ending: "never" })],
    [4, () => ({ ...LINKED, cors: false })],
    [4, () => ({ ...LINKED, status: random.one([301, 302, 303, 307, 308]), elsewhere: true })],
    [2, () => json(200, { id: "c-1", status: "Linked" }, { size: 400_000 })],
  ])();
}

function code(random, [status, number, item]) {
  return envelope(status, number, item, waits(random));
}

function status(random, [type, body]) {
  return { status: random.one(STATUSES), type, body, ...waits(random) };
}

function waits(random) {
  const retryAfter = random.one([
    undefined,
    undefined,
    "0",
    "1",
    "7",
    "120",
    "-3",
    "soon",
    "99999999999",
    "Wed, 21 Oct 2099 07:28:00 GMT",
  ]);
  return { retryAfter };
}
