// What stands in the element while Link itself does not: its card, in a dialog where Link is one.

import { directionOf } from "./language";
import type { Partner } from "./partner";

/** The card, in the element. `leave`: the merchant asked to, by Escape. */
export function standIn(
  root: ShadowRoot,
  partner: Partner,
  inDialog: boolean,
  leave: () => void,
): { box: HTMLElement; card: HTMLElement; sheet: HTMLElement } {
  const box = make(inDialog ? "dialog" : "div", inDialog ? "modal" : "");
  const card = make("div", "link");
  card.setAttribute("part", "link");
  card.lang = partner.language;
  card.dir = directionOf(partner.speaks);
  const sheet = make("div", "sheet");
  card.append(sheet);
  box.append(card);
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  // A browser may close it without asking.
  box.addEventListener("close", leave);
  root.append(box);
  return { box, card, sheet };
}

/** While Link loads. */
export function wait(root: ShadowRoot, partner: Partner, inDialog: boolean, leave: () => void): void {
  const { box, sheet } = standIn(root, partner, inDialog, leave);
  sheet.classList.add("waiting");
  const head = make("div", "head");
  const close = button("close", "", leave);
  close.setAttribute("aria-label", partner.say("close"));
  close.append(make("span", "cross"));
  head.append(make("p", "step"), close);
  const spinner = make("div", "spinner");
  spinner.setAttribute("role", "progressbar");
  const label = partner.say("consentTitle");
  spinner.setAttribute("aria-label", label);
  sheet.append(head, spinner);
  if (box instanceof HTMLDialogElement) {
    box.setAttribute("aria-label", label);
    // Itself, and not the way out.
    box.autofocus = true;
    box.showModal();
    if (partner.hides(box)) {
      leave();
    }
  }
}

export function make(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export function button(kind: "primary" | "secondary" | "close", label: string, clicked: () => void): HTMLElement {
  const element = make("button", kind, label);
  element.setAttribute("part", kind);
  element.setAttribute("type", "button");
  element.addEventListener("click", clicked);
  return element;
}
