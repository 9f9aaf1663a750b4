// What every page with Link asks the partner's server for.

/** Where Link posts the credentials to. A real app has it from the signed-in merchant's session. */
export const endpoint = await answer("/link-endpoint", "GET");

/** A company token: Link asks for one right before it needs it. */
export const token = () => answer("/link-token", "POST");

async function answer(path: string, method: string): Promise<string> {
  const response = await fetch(path, { method });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
  return response.text();
}
