/**
 * The page's entry: checks that the browser can run Ringlight at all, then registers `<rl-app>`, which stands in
 * index.html already. Main thread.
 */

import './elements/rl-app/rl-app.ts';
import { observeVitals } from './vitals.ts';

observeVitals();
