/**
 * The page's entry: registers `<rl-app>`, which stands in index.html already, and has the WASM modules compiled
 * while the user looks for the start button. A browser without the foundations gets a sentence instead. Main thread.
 */

import { simd } from 'wasm-feature-detect';
import './elements/rl-app/rl-app.ts';
import { observeVitals } from './elements/shared/vitals.ts';
import { loadModules } from './engine/modules.ts';

/** What nothing can stand in for; everything else has a fallback. Some browsers turn WebAssembly off for safety. */
const FOUNDATIONS = ['WebAssembly', 'Worker', 'MediaStream'];

const missing = FOUNDATIONS.filter((name) => !(name in globalThis));
if (missing.length === 0) {
  observeVitals();
  simd()
    .then(loadModules)
    // Not lost: the start tries again, and says what went wrong.
    .catch((error: unknown) => console.warn(error));
} else {
  const sentence = document.createElement('main');
  sentence.className = 'boot';
  sentence.textContent =
    `Ringlight needs ${missing.join(' and ')}, which this browser lacks or has turned off. ` +
    'Allow it for this page, or use a current Chrome, Edge, Firefox or Safari.';
  document.querySelector('rl-app')?.replaceWith(sentence);
}
