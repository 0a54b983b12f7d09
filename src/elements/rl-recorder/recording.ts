/**
 * What the recorder says and how it names files. In: traces, milliseconds, key presses. Out: text. Pure but for `save`.
 */

import type { TraceMetadata } from '../../trace/trace.ts';

/** Formats that a trace is saved in. */
export const FORMATS = [
  { id: 'perfetto', label: 'Perfetto', extension: 'pftrace', title: 'For ui.perfetto.dev' },
  { id: 'chrome', label: 'Chrome JSON', extension: 'json', title: 'For chrome://tracing and DevTools' },
  { id: 'csv', label: 'CSV', extension: 'csv', title: 'For spreadsheets' },
] as const;

/** One of them. */
export type Format = (typeof FORMATS)[number];

/** Elapsed time as `0:07.5`. */
export function formatElapsed(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const seconds = Math.floor(tenths / 10);
  const rest = String(seconds % 60).padStart(2, '0');
  return `${Math.floor(seconds / 60)}:${rest}.${tenths % 10}`;
}

/** A name that tells when and what: `ringlight-2026-01-02T03-04-05-1280x720-2t-simd-grayscale-box-blur5.json`. */
export function fileName({ startedAt, source, settings }: TraceMetadata, extension: string): string {
  const when = startedAt.slice(0, 19).replaceAll(':', '-');
  const last = settings.at(-1);
  const chain = last?.filters.map((filter) => `${filter.name}${'radius' in filter ? filter.radius : ''}`);
  const setup = last
    ? [`${last.threads}t`, last.simd ? 'simd' : 'scalar', ...(chain?.slice(0, 4) ?? [])]
    : [];
  const parts = ['ringlight', when, `${source.width}x${source.height}`, ...setup];
  return `${parts.join('-').replaceAll(/[^\w.-]/g, '')}.${extension}`;
}

/** Whether a key press is R and nothing else, and nobody types. */
export function isRecordKey(event: KeyboardEvent): boolean {
  if (event.key !== 'r' && event.key !== 'R') return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  if (event.repeat || event.isComposing || event.defaultPrevented) return false;
  // The target of an event that comes out of a shadow root is its host; the path has the field itself.
  return !event.composedPath().some((node) => node instanceof HTMLElement && takesText(node));
}

/** Fields where letters mean letters. A select jumps to what begins with them. */
function takesText(element: HTMLElement): boolean {
  if (element.isContentEditable || element.localName === 'textarea' || element.localName === 'select')
    return true;
  if (!(element instanceof HTMLInputElement)) return false;
  return !['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit'].includes(element.type);
}

/** Hands a file to the browser's downloads. */
export function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has its own hold of the file by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
