import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const centre = process.env.YINGDA_URL ?? "http://127.0.0.1:8080";
const sockets = { target: centre.replace(/^http/, "ws"), ws: true };
// The host stays that of the page: the centre answers its own pages only.
const proxy = { "/api": { target: centre }, "/ws": sockets, "/sip": sockets };

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/yingda/app/pages",
    emptyOutDir: true,
    manifest: true,
    target: "chrome109",
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      treeshake: {
        // antd's parts do nothing by being imported, which their packages forget to say:
        // without this every page carries forms and their checks, which none has.
        moduleSideEffects: [{ test: /node_modules\/@rc-component\//, sideEffects: false }],
      },
    },
  },
  server: { proxy },
  preview: { proxy },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
