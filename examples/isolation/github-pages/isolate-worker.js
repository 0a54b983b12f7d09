/**
 * Adds the two headers of cross-origin isolation to pages, frames and workers of this folder. It touches and stores nothing else.
 * In: requests of pages in this folder. Out: the host's responses with two more headers. Service worker.
 */

/** What needs the headers. Other files of the same origin do not. */
const DESTINATIONS = ['document', 'iframe', 'frame', 'worker', 'sharedworker'];

// The page waits for this worker and then reloads. So it does not wait for other tabs to close.
self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const own = new URL(request.url).origin === self.location.origin;
  if (own && DESTINATIONS.includes(request.destination)) event.respondWith(withHeaders(request));
});

async function withHeaders(request) {
  const response = await fetch(request);
  // A redirect to be followed by the browser: it comes back here.
  if (response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
