// Where the hosted page goes when Link ends: an address that the operator registered, with the outcome filled in.

export interface Outcome {
  companyId: string;
  connectionId: string;
  platform: string;
  /** 200 connected, 201 left with nothing new, 403 cancelled, 500 failed, 501 not offered. */
  statusCode: 200 | 201 | 403 | 500 | 501;
  statusText: string;
  errorMessage: string;
}

/** The address that the Link URL asks for, if it is registered to the letter; else the first; none without any. */
export function registered(addresses: string[], asked: string | null): string | undefined {
  return addresses.find((address) => address === asked) ?? addresses[0];
}

/** Only the fields are replaced, each by what can change nothing of the address around it. */
export function filled(address: string, outcome: Outcome): string {
  return Object.entries(outcome).reduce(
    (text, [field, value]) => text.replaceAll(`{${field}}`, () => encodeURIComponent(value)),
    address,
  );
}
