/**
 * Finds out why the script of a worker did not run. A browser only says that it failed, so this requests the script once more.
 * In: the name of the thread. Out: an error that names the file, says what came, and what to do. Main thread.
 */

import { LoadFailedError } from '../errors.ts';
import { isOwn } from './assets.ts';

/** The time limit of the request, in milliseconds. The failure of the start waits for it. */
const LOOK_MS = 1000;

/**
 * Makes the error of a worker whose script did not run.
 * @param name of the thread.
 * @param url of its script, if that is known.
 * @param event the worker's `error` event.
 */
export async function explainScript(
  name: string,
  url: string | undefined,
  event: ErrorEvent,
): Promise<LoadFailedError> {
  const what = url ?? `The script of the ${name} thread (${name}.worker)`;
  const said = event.message ? ` (${event.message})` : '';
  const came = url === undefined ? null : await look(url);
  const advice = url === undefined || isOwn(new URL(url)) ? OWN_ADVICE : OTHER_ADVICE;
  return new LoadFailedError(`${what} ${came ?? 'could not be loaded or run'}${said}. ${advice}`);
}

const OWN_ADVICE =
  'Serve the scripts of one build as JavaScript, from the page’s own origin, with the header Cross-Origin-Embedder-Policy: require-corp where the page has it.';
const OTHER_ADVICE =
  'Serve the scripts of one build as JavaScript, with Access-Control-Allow-Origin for the page, and allow blob: and their origin in worker-src and script-src of the page’s Content-Security-Policy.';

/** Requests the script, and says what is wrong with the answer. */
async function look(url: string): Promise<string | null> {
  const cancel = new AbortController();
  const timer = setTimeout(() => cancel.abort(), LOOK_MS);
  try {
    const response = await fetch(url, { signal: cancel.signal });
    const type = response.headers.get('content-type') ?? 'no type';
    if (!response.ok) return `is not there: the server answered ${response.status}`;
    if (!/javascript/i.test(type)) return `is no script: the server sent ${type}`;
    return 'came, but does not run here';
  } catch (error) {
    return `could not be fetched: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
