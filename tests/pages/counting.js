// Counts in `window.waiting` what a page still waits for or listens to, outside of Link's own nodes.

window.waiting = { listeners: 0, timers: new Set(), requests: 0, addresses: 0 };

for (const target of [window, document, document.documentElement]) {
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = function (...args) {
    // Once aborted it is gone as well.
    waiting.listeners++;
    args[2]?.signal?.addEventListener("abort", () => waiting.listeners--);
    return addEventListener.apply(this, args);
  };
  target.removeEventListener = function (...args) {
    waiting.listeners--;
    return removeEventListener.apply(this, args);
  };
}

const { setTimeout, clearTimeout, fetch } = window;
window.setInterval = () => {
  throw new Error("an interval is never needed");
};
window.setTimeout = (act, ...rest) => {
  const id = setTimeout(
    (...values) => {
      waiting.timers.delete(id);
      act(...values);
    },
    ...rest,
  );
  waiting.timers.add(id);
  return id;
};
window.clearTimeout = (id) => {
  waiting.timers.delete(id);
  clearTimeout(id);
};

window.fetch = (...args) => {
  waiting.requests++;
  const answer = fetch(...args);
  const ended = () => void waiting.requests--;
  answer.then(ended, ended);
  return answer;
};

const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (what) => {
  waiting.addresses++;
  return createObjectURL(what);
};
URL.revokeObjectURL = (address) => {
  waiting.addresses--;
  revokeObjectURL(address);
};
