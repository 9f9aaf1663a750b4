// One Link, driven by what its elements are: without knowing a word of what it says.

import { ENDPOINT, answer, pause, until } from "./played.js";

export const PARTNER = "Northwind Lending";

export class Walker {
  /** A fresh one in this box. A modal opens when it is told to. */
  static async open(box, options) {
    const link = document.createElement("maxio-link");
    Object.assign(link, { endpoint: ENDPOINT, companyName: PARTNER, ...options });
    box.replaceChildren(link);
    link.open();
    await until("Link to open", () => link.shadowRoot.querySelector(".link[data-screen]"));
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
  async toConsent() {
    await this.press(".primary");
    await this.at("CONSENT");
  }
  async toCredentials() {
    if (this.find(".link").dataset.screen !== "CREDENTIAL") {
      await this.toConsent();
      await this.press(".primary");
    }
    await this.at("CREDENTIAL");
  }
  /** Sends credentials, which are answered so. */
  async send(how) {
    answer({ "/played/connections": how });
    await this.toCredentials();
    await this.fill("#key", "aKey123");
    if (this.find("#site")) {
      await this.fill("#site", "acme");
    }
    await this.press(".primary");
  }
}
