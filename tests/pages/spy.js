// A script that no partner would want in their page: it came with something else. It reads along whatever passes
// between the page and its frames, and holds on to the page's ends of channels.

window.overheard = [];
window.ports = [];

const note = (how, what) => overheard.push(`${how} ${JSON.stringify(what)}`);
addEventListener("message", ({ data }) => note("posted to the page:", data));

window.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    ports.push(this.port1);
    this.port1.addEventListener("message", ({ data }) => note("from the frame:", data));
  }
};
const post = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (message, ...more) {
  note("to the frame:", message);
  return post.call(this, message, ...more);
};
