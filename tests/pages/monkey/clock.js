// A page's clock, which stands still until it is told to go on. What is due at once stays with the browser.

export class Clock {
  now = 0;
  /** What runs at once, and has not yet. */
  soon = 0;
  #waiting = new Map();
  // No browser comes to such numbers by itself.
  #last = 1_000_000_000;

  constructor(window) {
    const { setTimeout, clearTimeout } = window;
    const immediate = new Set();
    window.setTimeout = (act, milliseconds = 0, ...more) => {
      if (milliseconds > 0) {
        return this.#wait(milliseconds, () => act(...more));
      }
      this.soon++;
      const id = setTimeout.call(window, () => {
        if (immediate.delete(id)) {
          this.soon--;
          act(...more);
        }
      });
      immediate.add(id);
      return id;
    };
    window.clearTimeout = (id) => {
      this.#waiting.delete(id);
      if (immediate.delete(id)) {
        this.soon--;
      }
      clearTimeout.call(window, id);
    };
    window.AbortSignal.timeout = (milliseconds) => {
      const controller = new window.AbortController();
      const late = () => controller.abort(new window.DOMException("too late", "TimeoutError"));
      // Nobody has to stop such a one.
      this.#wait(milliseconds, late, true);
      return controller.signal;
    };
  }

  /** Timers that somebody would have to stop. */
  get running() {
    return [...this.#waiting.values()].filter(({ forgotten }) => !forgotten).length;
  }

  /** Lets time pass, with everything that comes due in it, in order. `settle` is waited for after each. */
  async pass(milliseconds, settle) {
    const until = this.now + milliseconds;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) {
        break;
      }
      const [id, { at, act }] = due;
      this.#waiting.delete(id);
      this.now = at;
      act();
      await settle();
    }
    this.now = until;
  }

  #wait(milliseconds, act, forgotten = false) {
    const id = ++this.#last;
    this.#waiting.set(id, { at: this.now + milliseconds, act, forgotten });
    return id;
  }
}
