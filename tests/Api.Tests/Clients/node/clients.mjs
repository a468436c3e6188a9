// Published clients against a server, unmodified but for the address: node clients.mjs NAME, with the server in GW and its admin token in TOKEN.
import assert from "node:assert/strict";
import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { GW: baseUrl, TOKEN: token } = process.env;

const event = (id, extra = {}) => ({
  event_id: id, event_type: "page_view", user_id: "u1", session_id: "s1", timestamp: "2026-11-20 09:15:00", platform: "web",
  app_version: "1.0", device_type: "desktop", os: "Linux", country: "NL", properties: "{}", ...extra,
});

async function sdk() {
  const { createClient } = await import("@tinybirdco/sdk");
  const client = createClient({ baseUrl, token });
  assert.deepEqual(await client.ingest("events", event("sdk-1")), { successful_rows: 1, quarantined_rows: 0 });
  assert.deepEqual(
    await client.ingestBatch("events", [event("sdk-2"), event("sdk-3", { timestamp: "never" })]), { successful_rows: 1, quarantined_rows: 1 });

  const found = await client.query("get_events", { platform: "web", limit: 10 });
  assert.equal(found.data.length, 2);
  assert.deepEqual(found.meta[0], { name: "event_id", type: "String" });
  assert.deepEqual((await client.sql("SELECT count(*) AS n FROM events FORMAT JSON")).data, [{ n: 2 }]);
  await assert.rejects(client.query("no_such_pipe"), (error) => error.statusCode === 404 && error.message.includes("no_such_pipe"));
  await assert.rejects(client.query("get_events", { limit: "many" }), (error) => error.statusCode === 400);
  await assert.rejects(createClient({ baseUrl, token: "wrong" }).query("get_events"), (error) => error.statusCode === 403);

  const folder = await mkdtemp(join(tmpdir(), "grainwatch-"));
  try {
    const csv = join(folder, "companies.csv");
    await writeFile(csv, "company_id; name; size; plan\n1; Alder Freight; 120; Pro\n2; Bright Harbour; 2400; Enterprise\n");
    const appended = await client.datasources.append("companies", { file: csv, csvDialect: { delimiter: ";" } });
    assert.equal(appended.successful_rows, 2);
    assert.equal(appended.quarantined_rows, 0);
    const ndjson = join(folder, "companies.ndjson");
    await writeFile(ndjson, '{"company_id":3,"name":"Cedar","size":1,"plan":"Dev"}\n');
    assert.equal((await client.datasources.replace("companies", { file: ndjson })).successful_rows, 1);
    assert.deepEqual((await client.sql("SELECT * FROM companies FORMAT JSON")).data, [{ company_id: 3, name: "Cedar", size: 1, plan: "Dev" }]);
  } finally {
    await rm(folder, { recursive: true });
  }

  const dry = await client.datasources.delete("companies", { deleteCondition: "company_id = 3", dryRun: true });
  assert.equal(dry.rows_to_be_deleted, 1);
  const job = await client.datasources.delete("companies", { deleteCondition: "company_id = 3" });
  assert.equal(job.status, "done");
  assert.deepEqual((await client.sql("SELECT count(*) AS n FROM companies FORMAT JSON")).data, [{ n: 0 }]);
  await client.datasources.truncate("companies");

  const jwt = await client.tokens.createJWT({
    name: "web", expiresAt: new Date(Date.now() + 3600_000), scopes: [{ type: "PIPES:READ", resource: "get_events", fixed_params: { platform: "ios" } }],
  });
  assert.equal((await createClient({ baseUrl, token: jwt.token }).query("get_events", { platform: "web" })).data.length, 0);
}

async function zodBird() {
  const { Tinybird } = await import("@chronark/zod-bird");
  const { z } = await import("zod");
  const tinybird = new Tinybird({ token, baseUrl });
  const ingest = tinybird.buildIngestEndpoint({
    datasource: "system_logs",
    event: z.object({
      timestamp: z.string(), server_id: z.string(), service: z.string(), severity: z.string(),
      message: z.string(), error_code: z.string(), resource_id: z.string(), metadata: z.string(),
    }),
    wait: true,
  });
  const log = { timestamp: "2026-11-20 09:15:00", server_id: "s", service: "zod", severity: "ERROR", message: "m", error_code: "", resource_id: "", metadata: "{}" };
  assert.deepEqual(await ingest([log, log]), { successful_rows: 2, quarantined_rows: 0 });

  const recent = tinybird.buildPipe({
    pipe: "recent_logs",
    parameters: z.object({ service: z.string(), start_time: z.string(), end_time: z.string() }),
    data: z.object({ timestamp: z.string().transform((time) => new Date(`${time}Z`)), service: z.string() }),
  });
  const range = { service: "zod", start_time: "2026-11-20 09:00:00", end_time: "2026-11-20 10:00:00" };
  const answer = await recent(range);
  assert.equal(answer.data.length, 2);
  assert.equal(answer.data[0].timestamp.getTime(), Date.UTC(2026, 10, 20, 9, 15));
  assert.ok(answer.meta.some((column) => column.name === "service" && column.type === "String"));
  await assert.rejects(recent({ ...range, start_time: "never" }), /Template Syntax Error/);
  const unauthorized = new Tinybird({ token: "wrong", baseUrl }).buildPipe({ pipe: "recent_logs", data: z.any() });
  await assert.rejects(unauthorized({}), /[Uu]nauthorized/);
}

async function mockingbird() {
  const { TinybirdGenerator } = await import("@tinybirdco/mockingbird");
  const text = (value) => ({ type: "mockingbird.pick", params: [{ values: [value] }] });
  const generator = new TinybirdGenerator({
    endpoint: baseUrl, token, datasource: "events", eps: 20, limit: 40,
    schema: {
      event_id: { type: "string.uuid" }, event_type: text("mocked"), user_id: text("u"), session_id: text("s"),
      timestamp: { type: "mockingbird.timestampNow" }, platform: text("web"), app_version: text("1"), device_type: text("desktop"),
      os: text("Linux"), country: text("NL"), properties: text("{}"),
    },
  });
  await generator.generate();
  const answer = await fetch(`${baseUrl}/v0/pipes/get_events.json?token=${token}&event_type=mocked&limit=1000`);
  assert.equal((await answer.json()).rows, 40);
}

async function charts() {
  // The bundle is CommonJS, and its fetcher is the part of it that speaks with a server.
  const { createRequire } = await import("node:module");
  const { chartQueryFetcher } = createRequire(import.meta.url)("@tinybirdco/charts/dist/lib/fetcher.cjs");
  const address = `${baseUrl}/v0/pipes/get_events.json?token=${token}&from=chart&user_id=charted`;
  await fetch(`${baseUrl}/v0/events?name=events&wait=true`, {
    method: "POST", headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(event("chart", { user_id: "charted" })) + JSON.stringify(event("other")),
  });
  // The second address is so long that its parameters are sent as the JSON of a POST.
  for (const url of [address, `${address}&unused=${"x".repeat(3000)}`]) {
    const answer = await chartQueryFetcher(url);
    assert.deepEqual(answer.data.map((row) => row.event_id), ["chart"]);
    assert.ok(answer.meta.length > 0);
  }

  await assert.rejects(chartQueryFetcher(`${baseUrl}/v0/pipes/get_events.json?token=wrong`), /The token is not valid/);
}

await { sdk, "zod-bird": zodBird, mockingbird, charts }[process.argv[2]]();
console.log("ok");
