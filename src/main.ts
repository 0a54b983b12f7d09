/**
 * The page's entry. It registers `<rl-app>`, and index.html already contains this tag. It compiles the WASM modules while the
 * user looks for the start button. If the browser lacks a foundation, it shows a sentence instead. Main thread.
 */

import { simd } from 'wasm-feature-detect';
import './elements/rl-app/rl-app.ts';
import { observeVitals } from './elements/shared/vitals.ts';
import { loadModules } from './engine/modules.ts';

/** The APIs that have no fallback here. All others have one. Some browsers turn WebAssembly off for safety. */
const FOUNDATIONS = ['WebAssembly', 'Worker', 'MediaStream'];

const missing = FOUNDATIONS.filter((name) => !(name in globalThis));
if (missing.length === 0) {
  observeVitals();
  simd()
    .then(loadModules)
    // A warning is enough: the start tries again, and reports the error.
    .catch((error: unknown) => console.warn(error));
} else {
  const sentence = document.createElement('main');
  sentence.className = 'boot';
  sentence.textContent =
    `Ringlight needs ${missing.join(' and ')}, which this browser lacks or has turned off. ` +
    'Allow it for this page, or use a current Chrome, Edge, Firefox or Safari.';
  document.querySelector('rl-app')?.replaceWith(sentence);
}
