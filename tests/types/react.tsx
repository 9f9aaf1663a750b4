// maxio-link/react, and <maxio-link> in JSX.

import type { Link } from "maxio-link";
import { MaxioLink, useMaxioLink, type MaxioLinkHandle } from "maxio-link/react";
import { useRef } from "react";

const endpoint = "https://api.example.com/maxio";

function Hook() {
  const { open, exit, isOpen, ready } = useMaxioLink({ endpoint, token: async () => "token", mode: "modal" });
  // @ts-expect-error: a component's Link is destroyed by unmounting it.
  useMaxioLink({ endpoint }).destroy();
  // @ts-expect-error: no such option.
  useMaxioLink({ endpoint, publicKey: "key" });
  // @ts-expect-error: no options.
  useMaxioLink();
  return (
    <button disabled={isOpen || !ready} onClick={open} onDoubleClick={() => exit({ force: true })}>
      Connect
    </button>
  );
}

function Component() {
  const link = useRef<MaxioLinkHandle>(null);
  // @ts-expect-error: what a component gives is less than a Link.
  const whole: Link | null = link.current;
  return (
    <>
      <MaxioLink
        ref={link}
        id="link"
        className="wide"
        style={{ width: 440 }}
        endpoint={endpoint}
        token="token"
        onSuccess={(connection) => connection.id}
        onExit={(_, { status }) => status}
      />
      {/* @ts-expect-error: no such mode. */}
      <MaxioLink endpoint={endpoint} mode="popup" />
      {/* @ts-expect-error: a token is text. */}
      <MaxioLink endpoint={endpoint} token={42} />
      {/* @ts-expect-error: no such option. */}
      <MaxioLink endpoint={endpoint} companyId="42" />
    </>
  );
}

function Element() {
  return (
    <>
      <maxio-link endpoint={endpoint} companyName="Northwind Lending" token={() => "token"} className="wide" />
      <maxio-link endpoint={endpoint} company-name="Northwind Lending" timeout-ms="20000" skip-select="" />
      <maxio-link
        endpoint={endpoint}
        onlink-success={({ detail }) => detail.connection.id}
        onlink-exit={({ detail }) => detail.metadata.status}
      />
      {/* @ts-expect-error: React takes it for a listener of an event of that name. */}
      <maxio-link endpoint={endpoint} onSuccess={() => undefined} />
      {/* @ts-expect-error: no such mode. */}
      <maxio-link endpoint={endpoint} mode="popup" />
      {/* @ts-expect-error: no such choice. */}
      <maxio-link endpoint={endpoint} site-field="sometimes" />
      {/* @ts-expect-error: a token is text. */}
      <maxio-link endpoint={endpoint} token={42} />
      {/* @ts-expect-error: no such option. */}
      <maxio-link endpoint={endpoint} companyId="42" />
      {/* @ts-expect-error: no such detail. */}
      <maxio-link endpoint={endpoint} onlink-success={({ detail }) => detail.publicToken} />
    </>
  );
}
