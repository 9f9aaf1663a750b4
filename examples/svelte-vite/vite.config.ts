import { defineConfig } from "vite";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { linkRoutes } from "./link-routes.ts";

const port = Number(process.env.PORT ?? 8789);

export default defineConfig({
  plugins: [svelte(), linkRoutes()],
  // link.ts waits for an answer at its top level.
  build: { target: "es2022" },
  server: { port, strictPort: true },
  preview: { port, strictPort: true },
});
