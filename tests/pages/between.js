// Sits in the middle of the channel between the page and its frame: everything passes and is read, and anything is said
// besides, to either end. A script of the page could do so at the page's end, and a server of another version at the other.

(() => {
  const Channel = window.MessageChannel;
  const overheard = [];
  const ends = {};

  window.MessageChannel = class {
    constructor() {
      const [page, frame] = [new Channel(), new Channel()];
      pass(page.port2, frame.port1);
      pass(frame.port1, page.port2);
      Object.assign(ends, { page: page.port2, frame: frame.port1 });
      this.port1 = page.port1;
      this.port2 = frame.port2;
    }
  };

  function pass(from, to) {
    from.onmessage = ({ data }) => {
      overheard.push(JSON.stringify(data));
      to.postMessage(data);
    };
  }

  /** What the two really say, and what is nearly that. */
  const NAMES = ["open", "close", "token", "ready", "height", "event", "error", "consent", "success", "exit"];
  const NEAR = [
    "OPEN",
    "EXIT",
    "ERROR",
    "SUCCESS",
    "constructor",
    "__proto__",
    "toString",
    "connected",
    "failed",
    "javascript:alert(1)",
  ];
  const MEMBERS = [
    ...[
      "endpoint",
      "token",
      "headers",
      "connectionId",
      "locale",
      "theme",
      "appearance",
      "hostedUrl",
      "mode",
      "permissions",
      "text",
    ],
    ...[
      "status",
      "view_name",
      "link_session_id",
      "error_code",
      "error_message",
      "id",
      "accent",
      "toString",
      "valueOf",
      "__proto__",
    ],
  ];

  /** Anything that can be posted. */
  function anything(random, depth = 3) {
    const inner = () => anything(random, depth - 1);
    return random.weighted([
      [3, () => random.one(NAMES)],
      [2, () => random.one(NEAR)],
      [2, () => random.one([0, 1, 2, -1, NaN, Infinity, 1e9, 2 ** 53])],
      [1, () => random.one(["", "x", "\u0000", "k".repeat(10_000), "https://evil.example/", "ar", "dark"])],
      [2, () => random.one([undefined, null, true, false])],
      [1, () => random.one([new Date(NaN), new Map([[1, 2]]), new ArrayBuffer(8), new Error("e"), /x/])],
      [depth > 0 ? 4 : 0, () => Array.from({ length: random.below(4) }, inner)],
      [
        depth > 0 ? 6 : 0,
        () => Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.one(MEMBERS), inner()])),
      ],
    ])();
  }

  /** One message: often of a name that is known; never one of those in `spared`, which may end it all. */
  function message(random, spared) {
    const made = random.chance(75)
      ? [random.one(NAMES), ...Array.from({ length: random.below(4) }, () => anything(random))]
      : anything(random);
    return spared.includes(made?.[0]) ? undefined : made;
  }

  /** Says that many things to the `page` or the `frame`. */
  async function shower(to, seed, count, spared) {
    const { Random } = await import("./monkey/random.js");
    const random = new Random(seed);
    for (let said = 0; said < count; said++) {
      ends[to].postMessage(message(random, spared));
    }
    return count;
  }

  window.between = { overheard, shower };
})();
