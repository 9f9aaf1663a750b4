// Renders maxio-link/react on a server: no DOM is there, and nothing may look for one.

import { MaxioLink, useMaxioLink } from "maxio-link/react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

const options = { endpoint: "https://link.example.com/companies/1/connections", token: () => "token" };

function Page() {
  const { isOpen, ready } = useMaxioLink(options);
  return createElement("main", null, `${isOpen} ${ready}`, createElement(MaxioLink, { ...options, className: "place" }));
}

console.log(renderToString(createElement(Page)));
