import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

// Everything ends up in files of our own: the Content-Security-Policy allows no inline script or style, and no other host.
export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: { target: 'es2020', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v0': 'http://127.0.0.1:7181', '/v1': 'http://127.0.0.1:7181' } },
});
