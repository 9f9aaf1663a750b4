// Goes through every screen and state of Link, without knowing a word of what it says, and looks at each.

const PARTNER = "Northwind Lending";
const SITE = "Acme";
const DETAIL = "The server’s own sentence.";
const ENDPOINT = "/every-state";
/** What may be read in any language: names that are filled in. */
const NAMES = [PARTNER, SITE, "Maxio", "Shopify", "Other", DETAIL];

// The network, played.
const browsersFetch = window.fetch;
let answer = () => Promise.reject(new TypeError("nobody answers"));
window.fetch = (address, init) =>
  String(address).endsWith(ENDPOINT) ? answer(init) : browsersFetch.call(window, address, init);
const json = (status, body, headers) => async () =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const problem = (status, detailedErrorCode, itemId, validatorName) =>
  json(status, {
    statusCode: status,
    error: DETAIL,
    detailedErrorCode,
    validation: { errors: itemId ? [{ itemId, validatorName, message: DETAIL }] : [], warnings: [] },
  });
const linked = json(201, { id: "c", status: "Linked", connectionInfo: { siteName: SITE, test: "true" } });
const never = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const unreachable = () => Promise.reject(new TypeError("unreachable"));

// Time, hurried where Link waits on purpose.
const browsersTimeout = window.setTimeout;
let hurry = 1;
window.setTimeout = (act, milliseconds = 0, ...more) => browsersTimeout(act, milliseconds / hurry, ...more);
const pause = () => new Promise((resolve) => browsersTimeout(resolve, 10));
async function until(what, holds) {
  for (let turn = 0; turn < 2500; turn++) {
    const found = holds();
    if (found) {
      return found;
    }
    await pause();
  }
  throw new Error(`waited in vain for ${what}`);
}

let online = true;
Object.defineProperty(navigator, "onLine", { configurable: true, get: () => online });

const box = document.createElement("div");
document.body.append(box);

/** One Link, driven by what its elements are. */
class Walker {
  static async open(options) {
    const link = document.createElement("maxio-link");
    Object.assign(link, { endpoint: ENDPOINT, companyName: PARTNER, ...options });
    box.replaceChildren(link);
    await until("Link to open", () => link.shadowRoot.querySelector(".link"));
    return new Walker(link.shadowRoot);
  }
  constructor(root) {
    this.root = root;
  }
  find(selector) {
    return [...this.root.querySelectorAll(selector)].find((one) => one.checkVisibility());
  }
  there(selector) {
    return until(selector, () => this.find(selector));
  }
  at(screen) {
    return until(screen, () => this.root.querySelector(`.link[data-screen=${screen}]`));
  }
  async press(selector) {
    (await this.there(selector)).click();
    await pause();
  }
  async fill(selector, value) {
    const input = await this.there(selector);
    input.value = value;
    input.dispatchEvent(new Event("input"));
    await pause();
  }
  async toCredentials() {
    if (this.find(".link").dataset.screen !== "CREDENTIAL") {
      await this.press(".primary");
      await this.at("CONSENT");
      await this.press(".primary");
    }
    await this.at("CREDENTIAL");
  }
  async send(how) {
    answer = how;
    await this.toCredentials();
    await this.fill("#key", "aKey123");
    if (this.find("#site")) {
      await this.fill("#site", "acme");
    }
    await this.press(".primary");
  }
}

/** Each state with its name, on the screen while the caller looks. */
export async function* states(common) {
  const open = (options) => Walker.open({ ...common, ...options });

  let link = await open({});
  yield ["select", link.root];
  await link.press(".primary");
  await link.at("CONSENT");
  yield ["consent", link.root];
  await link.press(".primary");
  await link.at("CREDENTIAL");
  yield ["credentials", link.root];
  await link.press(".primary");
  yield ["no key", link.root];
  const hints = ["abc...", "123e4567-e89b-12d3-a456-426614174000", "chjs_1234", "a@b.example", "two words"];
  for (const hint of hints) {
    await link.fill("#key", hint);
    yield [`hint for ${hint}`, link.root];
  }
  await link.press(".show");
  yield ["key shown", link.root];
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: unreachable } });
  await link.press(".inline-action");
  await link.there(".message:not(:empty)");
  yield ["message to copy by hand", link.root];
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async () => {} } });
  await link.press(".inline-action");
  await until("copied", () => !link.find(".message:not(:empty)"));
  yield ["message copied", link.root];
  await link.press(".close");
  await link.there(".leave");
  yield ["leaving", link.root];

  link = await open({ integrations: Array.from({ length: 8 }, (_, n) => ({ platformKey: `p${n}`, name: "Shopify" })) });
  yield ["many platforms", link.root];
  await link.fill("[type=search]", "nothing of that name");
  yield ["no platform", link.root];

  for (const [name, colleagueLink] of [
    ["link copied", () => "https://example.com/link"],
    ["no link", () => Promise.reject(new Error("none"))],
  ]) {
    link = await open({ colleagueLink });
    await link.toCredentials();
    await link.press(".inline-action");
    await link.there(".copied:not(:empty)");
    yield [name, link.root];
  }

  link = await open({ siteField: "show" });
  await link.toCredentials();
  await link.fill("#key", "aKey123");
  for (const site of ["", "not a site", "app", "https://example.com"]) {
    await link.fill("#site", site);
    await link.press(".primary");
    await link.there("#site[aria-invalid]");
    yield [`site ${site}`, link.root];
  }
  link = await open({ site: "acme", connectionId: "c" });
  yield ["locked site", link.root];

  link = await open({});
  hurry = 50;
  await link.send(never);
  await link.at("LOADING");
  const waitingFor = () => link.find(".connecting [role=status]").textContent;
  for (const name of ["connecting", "connecting slowly", "connecting very slowly"]) {
    const said = waitingFor();
    yield [name, link.root];
    if (!name.endsWith("very slowly")) {
      await until("more patience", () => waitingFor() !== said);
    }
  }
  await link.there("#panel");
  yield ["too late", link.root];
  hurry = 1;

  const atField = [
    ["key refused", problem(400, 1001, "apiKey", "MaxioInvalidApiKey"), {}],
    ["key malformed", problem(400, 1000, "apiKey", "RequiredOrFormat"), {}],
    ["site required", problem(400, 1003, "subdomain", "MaxioSiteRequired"), {}],
    ["site not found", problem(400, 1003, "subdomain", "MaxioSiteNotFound"), { siteField: "show" }],
  ];
  for (const [name, how, options] of atField) {
    link = await open(options);
    await link.send(how);
    await link.there("[aria-invalid]");
    yield [name, link.root];
  }
  const wait = { "retry-after": "90" };
  const panels = [
    ["no admin", problem(403, 1002, "apiKey", "MaxioAdminPermissionRequired"), {}],
    ["other site than expected", problem(409, 1015, "subdomain", "SiteMismatch"), {}],
    ["other site, reconnecting", problem(409, 1015, "subdomain", "SiteMismatch"), { connectionId: "c" }],
    ["other site, locked", problem(409, 1015, "subdomain", "SiteMismatch"), { connectionId: "c", site: "acme" }],
    ["too many", json(429, {}, wait), {}],
    ["too many for minutes", json(429, {}, { "retry-after": "600" }), {}],
    ["provider down", json(503, {}, wait), {}],
    ["unreachable", unreachable, {}],
    ["server error", problem(500, 0), {}],
    ["conflict", problem(422, 1013), {}],
    ["no answer that can be read", async () => new Response("<html>", { status: 200 }), {}],
  ];
  for (const [name, how, options] of panels) {
    link = await open(options);
    await link.send(how);
    await link.there("#panel");
    yield [name, link.root];
  }
  link = await open({});
  online = false;
  await link.send(unreachable);
  const panel = await link.there("#panel");
  yield ["offline", link.root];
  online = true;
  window.dispatchEvent(new Event("online"));
  await until("being back", () => link.find("#panel") && link.find("#panel") !== panel);
  yield ["online again", link.root];

  const links = { supportUrl: "https://example.com", privacyUrl: "https://example.com", termsUrl: "https://example.com" };
  const stopped = [
    ["expired", problem(401, 1011), { token: "t" }],
    ["disabled", problem(403, 1008), {}],
    ["unknown company", problem(404, 1010), links],
    ["account blocked", problem(403, 1004), {}],
    ["origin", problem(403, 1012), {}],
    ["wrong site of the partner's", problem(400, 1003, "subdomain", "MaxioSiteNotFound"), { site: "acme" }],
  ];
  for (const [name, how, options] of stopped) {
    link = await open(options);
    await link.send(how);
    await link.at("ERROR");
    yield [name, link.root];
  }
  link = await open({ timeoutMs: 1 });
  yield ["not set up", link.root];

  for (const [name, how] of [
    ["connected", linked],
    ["connected before", problem(409, 1007)],
  ]) {
    link = await open({});
    await link.send(how);
    await link.at("CONNECTED");
    yield [name, link.root];
  }
  box.replaceChildren();
}

const LETTERS = /\p{L}/u;
const seen = (element) => element.checkVisibility({ visibilityProperty: true });

/** What is said in words that did not come from the language's file, whose sentences stand in ⟦ and ⟧. */
export function hardCoded(root) {
  const said = [];
  for (const node of textsOf(root)) {
    if (!node.parentElement.closest("[aria-hidden=true]")) {
      said.push(node.data);
    }
  }
  for (const element of root.querySelectorAll(".link *")) {
    for (const name of ["aria-label", "placeholder", "title", "alt"]) {
      said.push(element.getAttribute(name) ?? "");
    }
  }
  return said.filter((words) => {
    const rest = NAMES.reduce((rest, name) => rest.replaceAll(name, ""), words.replace(/⟦[^⟧]*⟧/gu, ""));
    return LETTERS.test(rest.replace(/https?:\/\/\S+|acme\.\S+/g, ""));
  });
}

/** What is cut off, or sticks out of what is around it. */
export function clipped(root) {
  const card = root.querySelector(".link").getBoundingClientRect();
  const found = [];
  for (const node of textsOf(root)) {
    const around = node.parentElement;
    if (around.closest(".unseen")) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const holder = around.closest("button, .badge, .panel, .tile, .steps, .permissions, .leave-box") ?? around;
    const { left, right, top, bottom } = holder.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const outside = rect.left < Math.max(left, card.left) - 1 || rect.right > Math.min(right, card.right) + 1;
      if (outside || (holder !== around && (rect.top < top - 1 || rect.bottom > bottom + 1))) {
        found.push(`${holder.className || holder.localName}: ${node.data}`);
        break;
      }
    }
  }
  for (const element of root.querySelectorAll(".link *")) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow) => overflow !== "visible";
    const tooWide = hides(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const tooHigh = hides(overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (seen(element) && !element.matches("input, .unseen, .unseen *") && (tooWide || tooHigh)) {
      found.push(`${element.className || element.localName} hides some of itself`);
    }
  }
  const { scrollWidth, clientWidth } = root.querySelector(".link");
  return scrollWidth > clientWidth + 1 ? [...found, "the card"] : found;
}

/** Where each box is: its name, and how far it is from either side of the card, in CSS pixels. */
export function places(root) {
  // Turned, a box is wider.
  root.getAnimations().forEach((animation) => animation.cancel());
  const card = root.querySelector(".link").getBoundingClientRect();
  return [...root.querySelectorAll(".link *")]
    .filter((element) => seen(element) && getComputedStyle(element).display !== "inline" && !element.matches(".unseen"))
    .map((element) => {
      const { left, right } = element.getBoundingClientRect();
      return [element.className || element.id || element.localName, left - card.left, card.right - right];
    });
}

/** Looks at every state of Link at this width. */
export async function look(options, width, at) {
  box.style.width = `${width}px`;
  const found = [];
  for await (const [name, root] of states(options)) {
    found.push([name, at(root)]);
  }
  return found;
}

function* textsOf(root) {
  const walker = document.createTreeWalker(root.querySelector(".link"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() && seen(walker.currentNode.parentElement)) {
      yield walker.currentNode;
    }
  }
}
