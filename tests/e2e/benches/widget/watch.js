// In the page, before anything of its own: sees when something can be used, uses it at once, and notes what that cost.
// `looksOn`: does nothing, for what an idle Link costs.
(() => {
  if (window !== window.top) {
    return;
  }
  const HOSTS = "#shell, maxio-link, stackone-hub";
  // A click that was lost is made again after this many milliseconds, and counted.
  const PATIENCE = 3_000;

  const tasks = [];
  const interactions = [];
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })));
  }).observe({ type: "longtask", buffered: true });
  const inputs = new PerformanceObserver((list) => note(list.getEntries()));
  inputs.observe({ type: "event", durationThreshold: 16, buffered: true });
  function note(entries) {
    const told = entries.filter(({ interactionId }) => interactionId > 0);
    interactions.push(...told.map(({ duration }) => ({ duration })));
  }

  const bench = { tasks, interactions, lost: 0 };

  const { instantiate, instantiateStreaming } = WebAssembly;
  const kept = async (making) => {
    const made = await making;
    // Under whatever name: the build shortens them.
    const { exports } = made.instance ?? made;
    bench.memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
    return made;
  };
  WebAssembly.instantiate = (...given) => kept(instantiate(...given));
  WebAssembly.instantiateStreaming = (...given) => kept(instantiateStreaming(...given));

  /** Every shadow root in there; the peer's is not that of its element. */
  const within = (element) =>
    [element, ...element.querySelectorAll("*")]
      .flatMap(({ shadowRoot }) => shadowRoot ?? [])
      .flatMap((root) => [root, ...within(root)]);
  const roots = () => [...document.querySelectorAll(HOSTS)].flatMap(within);
  const find = (selector) =>
    [...roots(), document]
      .flatMap((root) => [...root.querySelectorAll(selector)])
      .find(
        (element) =>
          !element.disabled &&
          !element.closest("[inert]") &&
          element.checkVisibility({ visibilityProperty: true }) &&
          element.getClientRects().length > 0,
      );
  const field = () => find("#key, input[type=password], input[name=api_key]");
  const forward = () => find("[type=submit]");

  bench.title = () => find("h1[tabindex], h2")?.textContent ?? "";
  /** Whether the shell has been replaced by what it stands for. */
  bench.isWhole = () => !document.getElementById("shell")?.shadowRoot;
  bench.value = () => field()?.value;
  /** The middle of it, in view. */
  bench.place = (name) => {
    const element =
      name === "key"
        ? field()
        : (forward() ??
          roots()
            .flatMap((root) => [...root.querySelectorAll("button")])
            .at(-1));
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  /** After what is going on was painted, and told. */
  bench.painted = async () => {
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    await new Promise((done) => setTimeout(done, 100));
    note(inputs.takeRecords());
  };

  bench.isThere = new Promise((done) => {
    let pressed;
    let at = 0;
    const look = () => {
      const now = performance.now();
      const key = field();
      const button = forward();
      if (key || button) {
        bench.control ??= now;
      }
      if (globalThis.looksOn ? bench.control : key) {
        bench.key = now;
        done();
        return;
      }
      if (button && !globalThis.looksOn) {
        const title = bench.title();
        if (title !== pressed || now - at > PATIENCE) {
          bench.lost += title === pressed ? 1 : 0;
          pressed = title;
          at = now;
          button.click();
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  window.bench = bench;
})();
