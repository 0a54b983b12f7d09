import { defineConfig } from 'vite';

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// The dev server, and `vite preview`, which takes its headers. The host of the build needs its own recipe.
export default defineConfig({ server: { headers } });
