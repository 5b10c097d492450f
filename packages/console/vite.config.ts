import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `HOLDFAST_SERVER` is where a server runs during development; it answers what the pages ask for. */
export default defineConfig(({ command }) => {
  // Also when a test builds the pages: its NODE_ENV would bring React's slow form for development.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    plugins: [react()],
    build: {
      outDir: "dist",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: "es2023",
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: { polyfill: false },
    },
    server: {
      proxy: { "/api": { target: process.env["HOLDFAST_SERVER"] ?? "http://127.0.0.1:8080", changeOrigin: true } },
    },
  };
});
