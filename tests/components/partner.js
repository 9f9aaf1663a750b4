// What js/src/partner.ts is to the widget, with all that it is told kept in `seen` and dispatched on `host`.

const keys = Object.keys(english)
  .filter((key) => !key.startsWith("page"))
  .sort();
const tell = (name, detail) => {
  seen.push([name, JSON.parse(JSON.stringify(detail))]);
  host.dispatchEvent(new CustomEvent(name, { detail }));
};
const event = (eventName, metadata) => tell("link-event", { eventName, metadata });

return {
  text: (message, name, value) =>
    english[keys[message]]
      .replaceAll("{partner}", "Northwind Lending")
      .replaceAll(name || "{}", () => (name === "{wait}" ? new Intl.RelativeTimeFormat("en").format(value, "second") : value)),
  plain: (message) => english[keys[message]],
  language: "en",
  get colleagueLink() {
    return settings.colleagueLink;
  },
  get renewsToken() {
    return typeof settings.token === "function";
  },
  token: async () => (typeof settings.token === "function" ? settings.token() : settings.token),
  fetch: async (address, init) => fetch(address, init),
  hides: () => false,
  event,
  error: (error, metadata) => event("ERROR", { ...metadata, ...error }),
  consent: (text) => tell("consent", { text }),
  success: (connection, metadata) => {
    event("SUCCESS", metadata);
    tell("link-success", { connection, metadata });
  },
  exit: (error, metadata) => {
    event("EXIT", metadata);
    tell("link-exit", { error, metadata });
  },
  complain: (...words) => console.error(...words),
  unanswered: (requestId) => console.error(requestId),
};
