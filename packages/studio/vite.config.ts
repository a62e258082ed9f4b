import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The studio is served by the server under /studio; in development Vite serves it and hands everything else on. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/studio/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2024', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  server: {
    port: 4700,
    strictPort: true,
    proxy: { '^/(?!studio)': { target: process.env.STREAMBED_URL ?? 'http://127.0.0.1:4600' } },
  },
});
