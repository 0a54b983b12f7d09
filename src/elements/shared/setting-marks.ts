/**
 * What changed between two settings, in as few words as a chart has room for. In: `pipeline.settingsLog`. Out: marks. Pure.
 */

import { type FilterSpec, findFilter, parameterOf } from '../../catalogue/filters.ts';
import type { TraceSettings } from '../../trace/trace.ts';

/** A change of settings, to be drawn on every chart. */
export interface SettingMark {
  /** Microseconds of the pipeline's clock. */
  readonly timeUs: number;
  readonly label: string;
}

function describeFilter(spec: FilterSpec): string {
  const definition = findFilter(spec.name);
  const values = definition?.parameters.map((parameter) => parameterOf(spec, parameter)) ?? [];
  return [definition?.label.toLowerCase() ?? spec.name, ...values].join(' ');
}

/** The one filter that is new, gone or different, or the whole chain. */
function describeChain(before: readonly FilterSpec[], after: readonly FilterSpec[]): string {
  if (after.length === 0) return 'no filters';
  const [old, now] = [before.map(describeFilter), after.map(describeFilter)];
  if (now.length === old.length) {
    const different = now.filter((filter, index) => filter !== old[index]);
    if (different.length === 1) return different[0] as string;
  }
  const added = soleExtra(old, now);
  if (added) return old.length === 0 ? added : `+ ${added}`;
  const removed = soleExtra(now, old);
  return removed ? `− ${removed}` : now.join(' + ');
}

/** The single entry that `larger` has and `smaller` lacks, if their order is the same; otherwise `''`. */
function soleExtra(smaller: readonly string[], larger: readonly string[]): string {
  if (larger.length !== smaller.length + 1) return '';
  const first = larger.findIndex((entry, index) => entry !== smaller[index]);
  const rest = larger.toSpliced(first, 1);
  return rest.every((entry, index) => entry === smaller[index]) ? (larger[first] as string) : '';
}

/** What is different in `after`, such as `SIMD off`; `''` when nothing is. */
export function describeChange(before: TraceSettings, after: TraceSettings): string {
  const said: string[] = [];
  if (before.simd !== after.simd) said.push(after.simd ? 'SIMD on' : 'SIMD off');
  if (before.threads !== after.threads)
    said.push(after.threads === 1 ? '1 thread' : `${after.threads} threads`);
  if (JSON.stringify(before.filters) !== JSON.stringify(after.filters)) {
    said.push(describeChain(before.filters, after.filters));
  }
  return said.join(', ');
}

/**
 * The changes at or after `sinceUs`, oldest first. The first entry of a log is how it began, not a change; what was put in
 * force for a measurement is none either.
 */
export function settingMarks(log: readonly TraceSettings[], sinceUs: number): SettingMark[] {
  const marks: SettingMark[] = [];
  let after: TraceSettings | undefined;
  for (let index = log.length - 1; index >= 0; index--) {
    const entry = log[index] as TraceSettings;
    if (entry.trial) continue;
    const label = after && describeChange(entry, after);
    if (after && label) marks.push({ timeUs: after.timeUs, label });
    if (entry.timeUs < sinceUs) break;
    after = entry;
  }
  return marks.reverse();
}
