// What the tests of maxio-link/react drive, in the folder of examples/react-vite. One component per `?case=`.

import { MaxioLink, useMaxioLink, type MaxioLinkHandle } from "maxio-link/react";
import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { endpoint, token } from "./link";

declare global {
  interface Window {
    seen: unknown[];
    functions: Set<unknown>;
  }
}
window.seen = [];
window.functions = new Set();

const see = (name: string, ...values: unknown[]) => window.seen.push({ kind: "callback", name, values });

/** New objects and functions in each render, as careless code has them. */
function optionsOf(count: number) {
  return {
    endpoint,
    token: () => token(),
    companyName: `Northwind ${count}`,
    appearance: { radius: "0" },
    onLoad: () => see("onLoad"),
    onEvent: (name: string) => see("onEvent", name, count),
    onExit: (_: unknown, { status }: { status: string }) => see("onExit", status, count),
  };
}

function Hook() {
  const [count, setCount] = useState(0);
  const { open, exit, isOpen, ready } = useMaxioLink(optionsOf(count));
  window.functions.add(open).add(exit);
  return (
    <>
      <button onClick={() => setCount(count + 1)}>Count</button>
      <button onClick={open}>Connect</button>
      <button onClick={() => exit({ force: true })}>Leave</button>
      <output>{`${isOpen ? "open" : "closed"}, ${ready ? "ready" : "not ready"}`}</output>
    </>
  );
}

function Removable() {
  const [there, setThere] = useState(true);
  return (
    <>
      <button onClick={() => setThere(!there)}>Toggle</button>
      {there && <Hook />}
    </>
  );
}

/** Opens Link from an effect of a child, which runs before those of the parent. */
function OpenAtOnce() {
  const { open } = useMaxioLink(optionsOf(0));
  return <Opener open={open} />;
}

function Opener({ open }: { open: () => void }) {
  useEffect(open, [open]);
  return null;
}

function Component({ mode }: { mode: "inline" | "modal" }) {
  const [there, setThere] = useState(false);
  const link = useRef<MaxioLinkHandle>(null);
  return (
    <>
      <button onClick={() => setThere(!there)}>Toggle</button>
      <button onClick={() => link.current?.exit({ force: true })}>Leave</button>
      {there && <MaxioLink ref={link} className="place" mode={mode} {...optionsOf(0)} />}
    </>
  );
}

const cases: Record<string, () => React.ReactNode> = {
  hook: () => <Hook />,
  removable: () => <Removable />,
  "open-at-once": () => <OpenAtOnce />,
  inline: () => <Component mode="inline" />,
  modal: () => <Component mode="modal" />,
};

const chosen = cases[new URLSearchParams(location.search).get("case") ?? ""];
createRoot(document.getElementById("app")!).render(<StrictMode>{chosen?.()}</StrictMode>);
