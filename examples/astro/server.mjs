/** Serves the built site. Of a proxy in front it takes the visitor's address if told to. */

import { createServer } from "node:http";

process.env.ASTRO_NODE_AUTOSTART = "disabled";
const { handler } = await import("./dist/server/entry.mjs");

const { HOST = "127.0.0.1", PORT = "4321", BEHIND_PROXY } = process.env;

createServer((request, response) => {
  // Otherwise a visitor could send any address, and be any number of visitors: of several
  // addresses, only the last is the proxy's.
  const addresses = (BEHIND_PROXY && request.headers["x-forwarded-for"]) || "";
  request.headers["x-forwarded-for"] = addresses.split(",").at(-1).trim();
  handler(request, response);
}).listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${PORT}/`));
