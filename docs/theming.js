// The page on which partners try colours: every value that `appearance` takes, what its contrast is, and the code.

const link = document.getElementById("link");
const theme = document.getElementById("theme");
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (name) => name.replace(/-./g, ([, letter]) => letter.toUpperCase());

/** Beginnings to go on from. */
const CHOICES = {
  "Link’s own": {},
  Plum: { accent: "#7a1fa2", radius: "20px", controlRadius: "24px" },
  Lemon: { accent: "#ffd60a", radius: "6px", controlRadius: "4px" },
  Forest: { accent: "#1b5e20", surface: "#fbfaf5", raised: "#f0eee4", text: "#20261f" },
  Ink: { accent: "#111111", border: "#111111", radius: "0", controlRadius: "0", font: "Georgia, serif" },
  "Pale on purpose": { accent: "#9ec5ff", text: "#999999", muted: "#cccccc", control: "#eeeeee" },
};
/** Each colour, what it stands on, and the contrast that WCAG 2.2 AA asks for there. */
const PAIRS = [
  ["text", "surface", 4.5],
  ["muted", "surface", 4.5],
  ["muted", "raised", 4.5],
  ["accent", "surface", 4.5],
  ["on-accent", "accent", 4.5],
  ["control", "surface", 3],
  ["danger", "danger-surface", 4.5],
  ["good", "good-surface", 4.5],
  ["warning", "surface", 4.5],
];

// Nobody is asked: whatever is entered is connected.
const browsersFetch = window.fetch;
window.fetch = (address, init) =>
  String(address).endsWith("/connections")
    ? Promise.resolve(
        Response.json({ id: "1", status: "Linked", connectionInfo: { siteName: "Acme", test: "true" } }, { status: 201 }),
      )
    : browsersFetch.call(window, address, init);

let appearance = {};
// What can be tried has something to be tried on: a choice before that would be lost.
const [{ names, defaults }] = await Promise.all([tokens(), import("../dist/maxio-link.js")]);
const inputs = new Map(names.map((name) => [name, row(name)]));
for (const [name, chosen] of Object.entries(CHOICES)) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  button.addEventListener("click", () => show(chosen));
  document.getElementById("choices").append(button);
}
theme.addEventListener("change", () => show(appearance));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => report());
link.addEventListener("link-event", () => report());
show({});

/** Those of the style sheet, with their defaults. */
async function tokens() {
  const sheet = await (await browsersFetch("../style/tokens.css")).text();
  const found = [...sheet.matchAll(/--link-([\w-]+):\s*([^;]+);/g)];
  return { names: found.map(([, name]) => camel(name)), defaults: new Map(found.map(([, name, value]) => [camel(name), value])) };
}

function row(name) {
  const label = Object.assign(document.createElement("label"), { textContent: name });
  const input = Object.assign(document.createElement("input"), { placeholder: defaults.get(name), spellcheck: false });
  input.addEventListener("input", () => show({ ...appearance, [name]: input.value }));
  label.append(input);
  if (isColour(name)) {
    const picker = Object.assign(document.createElement("input"), { type: "color", ariaLabel: `${name}, from a palette` });
    picker.addEventListener("input", () => show({ ...appearance, [name]: picker.value }));
    label.append(picker);
  }
  document.getElementById("values").append(label);
  return label;
}

function isColour(name) {
  return CSS.supports("color", defaults.get(name));
}

function show(wanted) {
  appearance = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value.trim() !== ""));
  for (const [name, label] of inputs) {
    const [input, picker] = label.querySelectorAll("input");
    const value = appearance[name] ?? "";
    if (document.activeElement !== input) {
      input.value = value;
    }
    input.ariaInvalid = String(
      value !== "" && !CSS.supports(isColour(name) ? "color" : name === "font" ? "font-family" : "padding", value),
    );
    if (picker) {
      picker.value = hex(channels(value || `var(--link-${kebab(name)})`, link.shadowRoot));
    }
  }
  Object.assign(link, { theme: theme.value, appearance });
  report();
}

function report() {
  document.getElementById("contrast").replaceChildren(...PAIRS.map(judged));
  const lines = Object.entries(appearance);
  document.getElementById("script").textContent =
    `MaxioLink.create({\n  // …\n  theme: "${theme.value}",\n  appearance: ${JSON.stringify(appearance, null, 2).replaceAll("\n", "\n  ")},\n});`;
  document.getElementById("style").textContent =
    `maxio-link {\n${lines.map(([name, value]) => `  --link-${kebab(name)}: ${value};\n`).join("")}}`;
}

/** One line of the table, from what the element really has. */
function judged([name, ground, least]) {
  const card = link.shadowRoot.querySelector(".link") ?? link.shadowRoot;
  const [given, below] = [name, ground].map((property) => channels(`var(--link-${property})`, link.shadowRoot));
  const used = channels(`var(--link-${name})`, card);
  // The main button keeps the accent that was given.
  const under = ground === "accent" ? below : channels(`var(--link-${ground})`, card);
  const [before, after] = [contrast(given, below), contrast(used, under)];
  const sample = Object.assign(document.createElement("span"), {
    className: "sample",
    textContent: `${hex(used)} · ${after.toFixed(1)}`,
  });
  Object.assign(sample.style, { color: hex(used), background: hex(under) });
  const row = document.createElement("tr");
  row.dataset.name = name;
  row.dataset.corrected = String(hex(given) !== hex(used));
  const words = [camel(name), camel(ground), `${hex(given)} · ${before.toFixed(1)}`, `${least}`].map((words) => {
    return Object.assign(document.createElement("td"), { textContent: words });
  });
  const last = document.createElement("td");
  last.append(sample, row.dataset.corrected === "true" ? " put right" : "");
  row.append(...words, last);
  return row;
}

/** A colour as red, green and blue, from 0 to 1: as it was given to the element, or as it is used on the card. */
function channels(colour, within) {
  const probe = document.createElement("span");
  within.append(probe);
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return (color.match(/-?[\d.]+(e-?\d+)?/g) ?? []).slice(0, 3).map(Number);
}

function hex(colour) {
  return `#${colour
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function contrast(one, other) {
  const luminance = (colour) =>
    colour
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
