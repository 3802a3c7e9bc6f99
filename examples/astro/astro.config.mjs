import node from "@astrojs/node";
import { defineConfig } from "astro/config";

export default defineConfig({
  output: "server",
  adapter: node({ mode: "standalone" }),
  server: { port: 4321 },
  // Any name that leads here. Astro compares it with the Origin of a form that is sent.
  security: { allowedDomains: [{}] },
  // The Content-Security-Policy allows no scripts within a page.
  vite: { build: { assetsInlineLimit: 0 } },
  devToolbar: { enabled: false },
});
