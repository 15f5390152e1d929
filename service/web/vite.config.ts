import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { outlines } from "./outlines.mjs";

const SOURCES = resolve(import.meta.dirname, "src");

// Every file directly in src is a module that some page loads; what modules share lies in folders.
const modules = readdirSync(SOURCES).filter((name) => name.endsWith(".ts"));

// Maps point to a file of outlines; its name changes with its content, so it is told in a file of its own.
const maps: Plugin = {
  name: "urbansec-outlines",
  generateBundle() {
    const { file, text } = outlines();
    this.emitFile({ type: "asset", fileName: file, source: text });
    this.emitFile({ type: "asset", fileName: "outlines.json", source: `${JSON.stringify({ file })}\n` });
  },
};

export default defineConfig({
  // Addresses relative to the module, so that the service may be mounted anywhere.
  base: "./",
  publicDir: false,
  plugins: [maps],
  build: {
    outDir: resolve(import.meta.dirname, "../urbansec/pages/static/built"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // Pages themselves name what a module will import, so no script needs to see to it.
    modulePreload: false,
    rollupOptions: {
      input: Object.fromEntries(modules.map((name) => [basename(name, ".ts"), resolve(SOURCES, name)])),
    },
  },
});
