/**
 * Makes a page of a host without headers cross-origin isolated: a service worker adds the two headers. Opt-in: a page calls it.
 * In: isolate-worker.js beside this file. Out: null, or why the page is not isolated. Main thread.
 */

/**
 * Call it first. The first visit reloads the page once: only a load that goes through the service worker gets the headers.
 * Then it does not return. A page that came from a reload never reloads itself, so there is no loop.
 * @returns {Promise<string | null>} null: the page is isolated. Otherwise why it is not
 */
export async function isolate() {
  if (globalThis.crossOriginIsolated) return null;
  if (!navigator.serviceWorker) return 'This browser or address has no service worker.';
  try {
    const registration = await navigator.serviceWorker.register(
      new URL('isolate-worker.js', import.meta.url),
    );
    if (!(await active(registration))) return 'The service worker did not start.';
  } catch (error) {
    return `The service worker could not be used. ${error}`;
  }
  // Not a note in sessionStorage: a page that becomes isolated changes the process, and sees another copy of it.
  const [load] = performance.getEntriesByType('navigation');
  if (load?.type !== 'navigate' && load?.type !== 'back_forward') {
    return 'This page was reloaded and is still not isolated. It does not reload itself again. Open it anew.';
  }
  location.reload();
  return new Promise(() => {});
}

/** @param {ServiceWorkerRegistration} registration */
function active({ installing, waiting, active }) {
  const worker = installing ?? waiting ?? active;
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === 'activated') resolve(true);
      if (worker.state === 'redundant') resolve(false);
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
