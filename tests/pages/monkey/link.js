// One Link in a partner's page: how the page holds it, what it was told, and what a merchant sees of it.

/** The `link-…` events count: callbacks come and go with the options. */
const EVENTS = ["link-event", "link-success", "link-exit", "link-load"];

export class Link {
  /** All that the page was told, in order: `[name, detail]`. */
  told = [];
  /** Openings that have begun, and whether one has not ended yet. */
  openings = 0;
  exits = 0;
  isOpen = false;
  isOwing = false;
  #successes = 0;

  constructor(world, how, options) {
    this.world = world;
    this.how = how;
    const { document } = world;
    if (how === "create") {
      this.api = world.window.MaxioLink.create(options);
      this.host = document.body.lastElementChild;
    } else {
      this.host = Object.assign(document.createElement("maxio-link"), options, { mode: how });
      this.api = this.host;
    }
    EVENTS.forEach((name) => this.host.addEventListener(name, ({ detail }) => this.#hear(name, detail)));
    // Help opens in a new window, which would hide this one, wherever the element is.
    this.host.addEventListener("click", (event) => {
      if (event.composedPath().some((one) => one.localName === "a")) {
        event.preventDefault();
      }
    });
    if (how !== "create") {
      document.getElementById("here").append(this.host);
    }
  }

  get root() {
    return this.host.shadowRoot;
  }

  /** What can be seen of it: `view_name`, "FALLBACK", or nothing. */
  get screen() {
    const card = this.find(".link");
    return card && (card.dataset.screen ?? "FALLBACK");
  }

  /** Whether what is there stands in for Link, which is still on its way. */
  get isShell() {
    return this.root.querySelector(".waiting") !== null;
  }

  find(selector) {
    return this.all(selector)[0];
  }

  /** Those that a merchant could see and reach. */
  all(selector) {
    return [...this.root.querySelectorAll(selector)].filter(
      (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]"),
    );
  }

  /** What could be clicked. */
  get buttons() {
    return this.all("button, a, label, input[type=radio]").filter((one) => !one.matches(":disabled"));
  }

  #hear(name, detail) {
    this.told.push([name, detail]);
    const { problems } = this.world;
    const event = name === "link-event" ? detail.eventName : name;
    if (event === "OPEN") {
      if (this.isOpen && !this.isOwing) {
        problems.push("OPEN, and it was open");
      }
      this.#begin(false);
    } else if (event === "ERROR" && !this.isOpen && detail.metadata.error_code === "LOAD_FAILED") {
      this.#begin(true);
    } else if (event === "EXIT" && !this.isOpen && detail.metadata.status.startsWith("requires_")) {
      // Left before it had loaded.
      this.#begin(false);
    } else if (event !== "link-load" && !this.isOpen && event !== "link-exit") {
      problems.push(`${event}, and it was not open`);
    }
    if (event === "SUCCESS" && ++this.#successes > 1) {
      problems.push("two successes in one opening");
    }
    if (event === "EXIT") {
      this.isOpen = false;
    }
    if (event === "link-exit") {
      this.exits++;
      if (this.exits > this.openings) {
        problems.push("an exit too many");
      }
      if (this.#successes > 0 !== (detail.metadata.status === "connected")) {
        problems.push(`exit "${detail.metadata.status}" after ${this.#successes} successes`);
      }
    }
  }

  /** Where Link could not be loaded, the opening begins with the error, and goes on if the next try succeeds. */
  #begin(isOwing) {
    if (!this.isOpen) {
      this.openings++;
      this.#successes = 0;
    }
    this.isOpen = true;
    this.isOwing = isOwing;
  }
}
