import { useMaxioLink } from "maxio-link/react";
import { useState } from "react";
import { endpoint, token } from "./link";

export function App() {
  const [result, setResult] = useState("");
  const { open } = useMaxioLink({
    endpoint,
    token,
    companyName: "Northwind Lending",
    onSuccess: (connection) => setResult(`Connected: ${connection.connectionInfo.siteName} (${connection.id})`),
    onExit: (error, { status }) => {
      if (status !== "connected") setResult(`Not connected: ${status} ${error?.error_code ?? ""}`);
    },
  });

  return (
    <main>
      <h1>Northwind Lending</h1>
      <p>Connect your billing data to get an offer.</p>
      <button type="button" onClick={open}>
        Connect Maxio
      </button>
      <output>{result}</output>
    </main>
  );
}
