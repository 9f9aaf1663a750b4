// The client that Codat publishes for its platform API, with nothing changed but the address of the server. Prints what
// it was answered, for the test to judge. Settings: LINK_ORIGIN, LINK_API_KEY, MAXIO_KEY, MAXIO_SITE.

import { CodatPlatform } from "@codat/platform";
import { CodatPlatformError } from "@codat/platform/sdk/models/errors/codatplatformerror.js";

const { LINK_ORIGIN, LINK_API_KEY, MAXIO_KEY, MAXIO_SITE } = process.env;
const codat = new CodatPlatform({
  serverURL: LINK_ORIGIN,
  authHeader: `Basic ${Buffer.from(LINK_API_KEY).toString("base64")}`,
  retryConfig: { strategy: "none" },
});

/** What the client was refused with. (It knows the envelope by name for some statuses, and hands on the body of all.) */
async function refusal(request) {
  try {
    await request;
  } catch (error) {
    if (error instanceof CodatPlatformError) {
      return JSON.parse(error.body);
    }
    throw error;
  }
  return null;
}

const created = await codat.companies.create({ name: "Acme", description: "A merchant", tags: { region: "uk" } });
const companyId = created.id;
await codat.companies.create({ name: "Beta" });
const found = await codat.companies.list({ query: "name=Acme", orderBy: "-created" });
const tagged = await codat.companies.list({ tags: "region = uk", pageSize: 1 });
const updated = await codat.companies.update({ companyId, companyUpdateRequest: { name: "Acme Ltd" } });
const replaced = await codat.companies.replace({ companyId, companyRequestBody: { name: "Acme Inc", tags: { region: "us" } } });
const read = await codat.companies.get({ companyId });
const token = await codat.companies.getAccessToken({ companyId });
const tokenByOldName = await codat.connectionManagement.get({ companyId });

const integrations = await codat.integrations.list();
const integration = await codat.integrations.get({ platformKey: "mxio" });
const branding = await codat.integrations.getBranding({ platformKey: "mxio" });

const prepared = await codat.connections.create({ companyId, requestBody: { platformKey: "mxio" } });
const connectionId = prepared.id;
const refused = await refusal(
  codat.connections.updateAuthorization({ companyId, connectionId, requestBody: { apiKey: "wrong", subdomain: MAXIO_SITE } }),
);
const linked = await codat.connections.updateAuthorization({
  companyId,
  connectionId,
  requestBody: { apiKey: MAXIO_KEY, subdomain: MAXIO_SITE },
});
const connections = await codat.connections.list({ companyId, query: "status=Linked" });
const connection = await codat.connections.get({ companyId, connectionId });
const unlinked = await codat.connections.unlink({ companyId, connectionId, updateConnectionStatus: { status: "Unlinked" } });
await codat.connections.delete({ companyId, connectionId });
const noConnection = await refusal(codat.connections.get({ companyId, connectionId }));

const origins = await codat.settings.set({ allowedOrigins: ["https://app.example.com"] });
const originsRead = await codat.settings.get();
const originsByOldName = await codat.cors.get();

const consumer = await codat.webhooks.createConsumer({
  url: "https://hooks.example.com/",
  eventTypes: ["connection.connected"],
  disabled: true,
});
const consumers = await codat.webhooks.listConsumers();
await codat.webhooks.deleteConsumer({ webhookId: consumer.id });
const noConsumers = await codat.webhooks.listConsumers();

await codat.companies.delete({ companyId });
const noCompany = await refusal(codat.companies.get({ companyId }));
const stranger = await refusal(new CodatPlatform({ serverURL: LINK_ORIGIN, authHeader: "Basic eA==" }).companies.list());

console.log(
  JSON.stringify({
    created,
    found,
    tagged,
    updated,
    replaced,
    read,
    token: token.tokenType,
    hasTokenByOldName: !!tokenByOldName.accessToken,
    integrations,
    integration,
    branding,
    prepared,
    refused,
    linked,
    connections,
    connection,
    unlinked,
    noConnection,
    origins,
    originsRead,
    originsByOldName,
    consumer,
    consumers,
    noConsumers,
    noCompany,
    stranger,
  }),
);
