// One message of the hosted page, or of the frame, where Link itself is not there to say it.

import { type Language, directionOf } from "./language";
import { type TextKey, fill, text } from "./text";

/** A sentence in the language of the page, with the partner's name and, where there is one, a site's in it. */
export type Say = (key: TextKey, site?: string) => string;

export interface Action {
  label: string;
  act: () => void;
  /** Not what most came for. */
  secondary?: boolean;
}

export interface PartnerLinks {
  supportUrl?: string;
  privacyUrl?: string;
  termsUrl?: string;
}

export interface Message {
  title: string;
  paragraphs: string[];
  actions?: Action[];
  mood?: "good" | "plain";
}

/** The whole page is in this language from now on. */
export function speak(language: Language, companyName: string): Say {
  document.documentElement.lang = language.tag;
  document.documentElement.dir = directionOf(language);
  return (key, site = "") => fill(text(key, { companyName }, language), "{site}", site, language);
}

/** The card, and its heading, which wants the focus once it is in the page. */
export function card(message: Message, partner: PartnerLinks, say: Say): { element: HTMLElement; heading: HTMLElement } {
  const element = document.createElement("section");
  element.className = "card";
  element.dataset["mood"] = message.mood ?? "plain";
  const heading = document.createElement("h1");
  heading.textContent = message.title;
  heading.tabIndex = -1;
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(...(message.actions ?? []).map(button));
  element.append(heading, ...message.paragraphs.map(paragraph), actions, ...links(partner, say));
  return { element, heading };
}

export function loading(say: Say): HTMLElement {
  const element = paragraph(say("pageLoading"));
  element.className = "loading";
  return element;
}

export function button({ label, act, secondary }: Action): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.classList.toggle("secondary", secondary ?? false);
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

/** The partner's own pages, where given. Only https: the server checks that too. */
function links({ supportUrl, privacyUrl, termsUrl }: PartnerLinks, say: Say): HTMLElement[] {
  const given: [string, string | undefined][] = [
    [say("support"), supportUrl],
    [say("privacy"), privacyUrl],
    [say("terms"), termsUrl],
  ];
  const anchors = given.flatMap(([label, href]) => {
    if (!href?.startsWith("https://")) {
      return [];
    }
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.rel = "noopener noreferrer";
    anchor.target = "_blank";
    const note = document.createElement("span");
    note.className = "unseen";
    note.textContent = ` ${say("opensInNewTab")}`;
    anchor.append(label, note);
    return [anchor];
  });
  if (anchors.length === 0) {
    return [];
  }
  const footer = document.createElement("p");
  footer.className = "links";
  footer.append(...anchors);
  return [footer];
}
