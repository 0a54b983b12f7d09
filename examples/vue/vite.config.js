import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// With these two the page is cross-origin isolated, and frames are filtered by several threads.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('rl-') } } })],
  server: { headers },
  preview: { headers },
});
