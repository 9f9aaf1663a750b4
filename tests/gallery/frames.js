// A state in a frame of its own: it has a window as wide as it is asked to be, and a page that is its alone.

/** The frame, which is as high as what is in it once it is shown. `shown` is a promise of that. */
export function frameOf({ state, theme, locale, mode, width }) {
  const frame = document.createElement("iframe");
  frame.width = width;
  frame.height = mode === "modal" ? 800 : 480;
  frame.loading = "lazy";
  const before = document.activeElement;
  frame.title = captionOf({ state, theme, locale, mode, width });
  frame.src = `state.html?${new URLSearchParams({ state, theme, locale, mode })}`;
  frame.style.setProperty("color-scheme", theme);
  const shown = new Promise((resolve, reject) => {
    frame.addEventListener("load", () => {
      const { contentDocument: inside } = frame;
      const root = inside.documentElement;
      const look = () => {
        if (root.dataset.shown) {
          if (document.activeElement === frame) {
            // Whoever types into a filter goes on.
            frame.blur();
            before.focus({ preventScroll: true });
          }
          frame.height = mode === "modal" ? 800 : Math.ceil(inside.body.scrollHeight);
          resolve();
        } else if (root.dataset.failed) {
          reject(new Error(root.dataset.failed));
        }
        return root.dataset.shown ?? root.dataset.failed;
      };
      if (!look()) {
        const watcher = new MutationObserver(() => look() && watcher.disconnect());
        watcher.observe(root, { attributes: true });
      }
    });
  });
  return { frame, shown };
}

export function captionOf({ state, theme, locale, mode, width }) {
  return [state, theme, locale, `${width} px`, ...(mode === "modal" ? [mode] : [])].join(" · ");
}
