// Whatever comes over the channel of `isolated`: `node tests/fuzz/messages.mjs [cases]`. Called by `cargo xtask lint` and,
// for longer, by `cargo xtask fuzz`.

import fc from "fast-check";
import assert from "node:assert/strict";
import { anything, bundled, hold } from "./whatever.mjs";

const { fromFrame, fromPage } = await bundled(`export { fromFrame, fromPage } from "./js/src/protocol";`);

const object = fc.dictionary(fc.string(), anything, { noNullPrototype: true });
const maybe = (value) => fc.option(value, { nil: undefined });

/** What is really said, as it is declared. */
const PAGE = {
  open: fc.tuple(
    fc.constant("open"),
    fc.record(
      { connectionId: fc.string(), locale: fc.string(), theme: fc.constantFrom("auto", "light", "dark"), appearance: object },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  ),
  close: fc.tuple(fc.constant("close")),
  token: fc.oneof(fc.tuple(fc.constant("token"), fc.nat(), maybe(fc.string())), fc.tuple(fc.constant("token"), fc.nat())),
};
const told = fc.record({
  link_session_id: fc.uuid(),
  request_id: fc.option(fc.string()),
  timestamp: fc.string(),
  integration_id: fc.string(),
  view_name: fc.option(fc.string()),
});
const error = fc.record({
  ...{ error_type: fc.string(), error_code: fc.string(), error_message: fc.string(), display_message: fc.string() },
  ...{ request_id: fc.option(fc.string()), user_recoverable: fc.boolean() },
});
const FRAME = {
  ready: fc.tuple(fc.constant("ready")),
  token: fc.tuple(fc.constant("token"), fc.nat()),
  height: fc.tuple(fc.constant("height"), fc.nat()),
  event: fc.tuple(fc.constant("event"), fc.constantFrom("OPEN", "TRANSITION_VIEW", "SUBMIT_CREDENTIALS"), told),
  error: fc.tuple(fc.constant("error"), error, told),
  consent: fc.tuple(fc.constant("consent"), fc.string()),
  success: fc.tuple(fc.constant("success"), fc.record({ id: fc.string(), status: fc.string() }), told),
  exit: fc.tuple(fc.constant("exit"), fc.option(error), told),
};
const ENDS = [
  [fromPage, PAGE],
  [fromFrame, FRAME],
];

/** What those who are handed a message do with it, without looking: nothing of this may be of another kind. */
const isObject = (value) => typeof value === "object" && value !== null;
const RELIED_ON = new Map([
  [
    fromPage,
    {
      open: ([options]) => isObject(options),
      close: () => true,
      token: ([question, token]) => typeof question === "number" && ["string", "undefined"].includes(typeof token),
    },
  ],
  [
    fromFrame,
    {
      ready: () => true,
      token: ([question]) => typeof question === "number",
      height: ([height]) => typeof height === "number",
      event: ([name, metadata]) => typeof name === "string" && isObject(metadata),
      error: ([error, metadata]) => isObject(error) && isObject(metadata),
      consent: ([text]) => typeof text === "string",
      success: ([connection, metadata]) => isObject(connection) && isObject(metadata),
      exit: ([, metadata]) => isObject(metadata),
    },
  ],
]);

const INHERITED = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf", "length", "every", "0"];
const names = fc.constantFrom(...Object.keys({ ...PAGE, ...FRAME }), ...INHERITED, "OPEN", "open ", "");
const part = fc.oneof(
  { weight: 3, arbitrary: anything },
  object,
  fc.double(),
  fc.string(),
  fc.constantFrom(undefined, null, [], new String("x"), new Number(1)),
);
const near = fc.oneof(
  fc
    .tuple(
      fc.oneof(
        names,
        names.map((name) => new String(name)),
        anything,
      ),
      fc.array(part, { maxLength: 4 }),
    )
    .map(([name, rest]) => [name, ...rest]),
  // Right but for one place.
  fc
    .tuple(fc.oneof(...Object.values(PAGE), ...Object.values(FRAME)), fc.nat(3), part)
    .map(([message, place, other]) => message.with(place % message.length, other)),
  // Too short, or with places that are empty.
  fc
    .tuple(fc.oneof(...Object.values(PAGE), ...Object.values(FRAME)), fc.nat(3))
    .map(([message, length]) => message.slice(0, length)),
  fc.tuple(names, fc.nat(4)).map(([name, length]) => Object.assign(Array(length), { 0: name })),
  // No array, however much it looks like one.
  names.map((name) => ({ 0: name, 1: {}, 2: {}, length: 3 })),
  names.map((name) => name),
);
const odd = fc.constantFrom(
  ...[
    Symbol("s"),
    () => ["close"],
    class {},
    new Proxy(["close"], {}),
    new Proxy({}, {}),
    Object.create(null),
    /x/,
    new Error("e"),
  ],
  ...[Object.create(["close"]), new ArrayBuffer(8), Object.freeze([]), Object.assign(() => {}, ["close"])],
);

/** What is in a place is something else each time that one looks. */
function restless(message) {
  let looks = 0;
  const get = () => message[looks++ % message.length];
  return message.reduce((turning, _, place) => Object.defineProperty(turning, place, { get, enumerable: true }), [...message]);
}

/** As it comes out at the other end, if it can be sent at all. */
function sent(value) {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

function isSafe(hear, data) {
  const message = hear(data);
  assert(message === undefined || message === data);
  if (message) {
    const [name, ...rest] = message;
    const relied = RELIED_ON.get(hear);
    assert(Array.isArray(message) && typeof name === "string" && Object.hasOwn(relied, name), name);
    assert(relied[name](rest), name);
  }
}

const whatever = fc.oneof({ weight: 8, arbitrary: near }, { weight: 2, arbitrary: anything }, odd);

hold({
  "whatever is said throws nowhere, and what is heard is of the kinds that are relied on": fc.property(whatever, (said) => {
    for (const [hear] of ENDS) {
      isSafe(hear, said);
      isSafe(hear, sent(said));
      if (Array.isArray(said)) {
        isSafe(hear, sent(restless(said)));
      }
    }
  }),
  "a name that every object has is no message": fc.property(
    fc.constantFrom(...INHERITED),
    fc.array(part, { maxLength: 4 }),
    (name, rest) => {
      for (const [hear] of ENDS) {
        assert.equal(hear([name, ...rest]), undefined);
      }
    },
  ),
  "what is really said is heard as it is, by that end alone": fc.property(
    fc.constantFrom(...ENDS),
    fc.gen(),
    fc.array(part, { maxLength: 2 }),
    ([hear, messages], generate, later) => {
      for (const [name, message] of Object.entries(messages)) {
        const said = generate(() => message);
        const data = sent(said);
        // In words: a date that is none is not equal to itself.
        const before = fc.stringify(data);
        assert.equal(hear(data), data);
        assert.equal(fc.stringify(data), before);
        // A later version says more; but not in the place of a token that is left out.
        const more = [...data, ...(name === "token" && data.length === 2 ? [undefined] : []), ...later];
        assert.equal(hear(more), more);
        for (const [other, others] of ENDS) {
          assert(Object.hasOwn(others, name) || other(data) === undefined, name);
        }
      }
    },
  ),
});
