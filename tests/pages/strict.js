// The script of strict.html, which allows none in its markup. It watches before the widget is there.

import { callbacks, offer, token, watch } from "./seen.js";

watch();
const { options, hasToken } = JSON.parse(document.getElementById("setup").textContent);
addEventListener("load", () => {
  if (window.MaxioLink) {
    offer(MaxioLink.create({ ...options, ...callbacks(), ...(hasToken ? { token } : {}) }));
  }
});
