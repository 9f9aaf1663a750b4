// What a screen reader would say, as far as a page can tell: where the focus goes, and what is announced without it.

const LIVE = "[role=status], [role=alert], [aria-live]";
const squeeze = (text) => text.replace(/\s+/g, " ").trim();

/** Begins to listen within this root; what is heard from now on, in order. */
export function hear(root) {
  const heard = [];
  let last;
  root.addEventListener("focusin", ({ target }) => {
    const [name, description] = [nameOf(target), textOf(target, "aria-describedby")];
    heard.push(["focus", [name, description].filter(Boolean).join(" | ")]);
  });
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) => (target.closest ? target : target.parentElement)?.closest(LIVE)));
    for (const region of regions) {
      const said = region && squeeze(region.textContent);
      if (said && said !== last) {
        heard.push(["live", said]);
      }
      last = said || last;
    }
  }).observe(root, { childList: true, characterData: true, subtree: true });
  return heard;
}

function textOf(element, attribute) {
  const ids = (element.getAttribute(attribute) ?? "").split(" ").filter(Boolean);
  return squeeze(ids.map((id) => element.getRootNode().getElementById(id)?.textContent ?? "").join(" "));
}

function nameOf(element) {
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
  return (
    textOf(element, "aria-labelledby") || element.getAttribute("aria-label") || squeeze(labels) || squeeze(element.textContent)
  );
}
