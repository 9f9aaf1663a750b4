// The keyboard on a phone's screen. Some browsers lay it over the page, which stays as high as it was: what stands at the
// foot of the window is then under it.

/** Tells the style sheet how much of the window is covered, as `--_covered`, until the returned function is called. */
export function watchKeyboard(root: ShadowRoot): () => void {
  const view = window.visualViewport;
  let last = 0;
  const look = () => {
    // Enlarged with two fingers, one sees less of the window as well, and nothing is covered.
    const covered = view ? Math.max(0, Math.round(window.innerHeight - view.height * view.scale)) : 0;
    if (covered !== last) {
      last = covered;
      (root.host as HTMLElement).style.setProperty("--_covered", `${covered}px`);
      root.activeElement?.scrollIntoView({ block: "nearest" });
    }
  };
  view?.addEventListener("resize", look);
  return () => {
    view?.removeEventListener("resize", look);
    (root.host as HTMLElement).style.removeProperty("--_covered");
  };
}
