// Replaces `Promise` by what a page may have had in its place: an object with a `then`, and little else. Nothing of the
// language's own promises is left in it; `async` functions do not ask for it.

(function () {
  "use strict";

  function Promise(run) {
    let state = "waiting";
    let outcome;
    let listeners = [];
    const settle = (as) => (value) => {
      if (state !== "waiting") return;
      if (as === "kept" && value && typeof value.then === "function") {
        value.then(settle("kept"), settle("broken"));
        return;
      }
      state = as;
      outcome = value;
      listeners.forEach((listener) => setTimeout(listener));
      listeners = [];
    };
    this.then = (kept, broken) =>
      new Promise((resolve, reject) => {
        const listener = () => {
          const handle = state === "kept" ? kept : broken;
          if (typeof handle !== "function") {
            (state === "kept" ? resolve : reject)(outcome);
            return;
          }
          try {
            resolve(handle(outcome));
          } catch (reason) {
            reject(reason);
          }
        };
        if (state === "waiting") listeners.push(listener);
        else setTimeout(listener);
      });
    try {
      run(settle("kept"), settle("broken"));
    } catch (reason) {
      settle("broken")(reason);
    }
  }
  Promise.resolve = (value) => new Promise((resolve) => resolve(value));
  Promise.reject = (reason) => new Promise((_, reject) => reject(reason));

  window.Promise = Promise;
})();
