import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { fontsOfDocuments } from "./scripts/fonts.ts";

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/**
 * The server's templates find the built files through `dist/.vite/manifest.json`, by the paths below. Nothing is inlined as a
 * `data:` address: the content security policy allows what this server serves and nothing else.
 */
export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [fontsOfDocuments()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    assetsDir: "",
    assetsInlineLimit: 0,
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      input: {
        text: source("pages/text.tsx"),
        room: source("pages/room.tsx"),
        pages: source("pages/pages.css"),
      },
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    // A test of screens asks for a document with `// @vitest-environment jsdom` in its first line.
    environment: "node",
    setupFiles: ["src/views/testing/layout.ts"],
    restoreMocks: true,
    // A time-out ends what hangs; on a busy machine a test of screens takes several times what it takes alone.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
