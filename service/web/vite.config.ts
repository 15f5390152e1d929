import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig } from "vite";

const SOURCES = resolve(import.meta.dirname, "src");

// Every file directly in src is a module that some page loads; what modules share lies in folders.
const modules = readdirSync(SOURCES).filter((name) => name.endsWith(".ts"));

export default defineConfig({
  // Addresses relative to the module, so that the service may be mounted anywhere.
  base: "./",
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "../urbansec/pages/static/built"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // Browsers that load modules preload them by themselves, and the policy of the pages allows no inline script.
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(modules.map((name) => [basename(name, ".ts"), resolve(SOURCES, name)])),
    },
  },
});
