// Prints a merchant's subscriptions and monthly recurring revenue, read through their connection.
//
//   LINK_ORIGIN      the server that serves Link, e.g. https://link.example.com
//   LINK_API_KEY     the partner's API key
//   LINK_COMPANY_ID  the company whose merchant has connected Maxio
//
// Monthly recurring revenue here: what each active or past-due subscription is charged a period, divided by the months
// of that period. Trials, cancelled and paused subscriptions count nothing.

const setting = (name) => {
  const value = process.env[name];
  if (!value) {
    console.error(`Set ${name}; see the top of this file.`);
    process.exit(2);
  }
  return value;
};
const company = new URL(`companies/${encodeURIComponent(setting("LINK_COMPANY_ID"))}/`, `${setting("LINK_ORIGIN")}/`);
const authorization = `Basic ${Buffer.from(setting("LINK_API_KEY")).toString("base64")}`;

const PER_PAGE = 200;
const DAYS_A_MONTH = 365.25 / 12;
const RECURRING = ["active", "past_due"];

/** One GET; busy servers are asked again when they say so. */
async function get(path) {
  for (;;) {
    const response = await fetch(new URL(path, company), { headers: { authorization } });
    if (response.ok) {
      return response.json();
    }
    const wait = Number(response.headers.get("retry-after"));
    const problem = await response.json();
    if (!wait || problem.canBeRetried !== "True") {
      throw new Error(`${problem.error} (${response.status}, ${problem.correlationId})`);
    }
    console.error(`${problem.error} Trying again in ${wait} s.`);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
}

/** Every subscription, page by page. */
async function* subscriptions(connectionId) {
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ endpoint: "subscriptions.json", per_page: PER_PAGE, page });
    const records = await get(`connections/${connectionId}/data/proxy?${query}`);
    yield* records.map(({ subscription }) => subscription);
    if (records.length < PER_PAGE) {
      return;
    }
  }
}

/** In cents a month. */
function monthly({ state, current_billing_amount_in_cents, product_price_in_cents, product }) {
  if (!RECURRING.includes(state)) {
    return 0;
  }
  const months = product.interval_unit === "day" ? product.interval / DAYS_A_MONTH : product.interval;
  return Number(current_billing_amount_in_cents ?? product_price_in_cents) / months;
}

const money = (currency, cents) => `${currency} ${(cents / 100).toFixed(2)}`;

async function main() {
  const { results } = await get(`connections?${new URLSearchParams({ query: "status=Linked" })}`);
  if (!results.length) {
    throw new Error("This company has no linked connection.");
  }
  for (const { id, connectionInfo } of results) {
    console.log(connectionInfo.siteName ?? connectionInfo.subdomain);
    const totals = new Map();
    for await (const subscription of subscriptions(id)) {
      const { state, currency, customer, product } = subscription;
      const cents = monthly(subscription);
      totals.set(currency, (totals.get(currency) ?? 0) + cents);
      const name = customer.organization || `${customer.first_name} ${customer.last_name}`;
      console.log(`  ${subscription.id}  ${state.padEnd(9)} ${money(currency, cents).padStart(14)}  ${name}, ${product.name}`);
    }
    for (const [currency, cents] of totals) {
      console.log(`Monthly recurring revenue: ${money(currency, cents)}`);
    }
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
