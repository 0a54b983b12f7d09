/**
 * Describes machines, frames and records. In: parts of a trace. Out: text. Pure.
 */

import { TRACE_KINDS } from '../../generated/layout.ts';
import type { RecordFields } from '../../memory/records.ts';
import { type FrameTable, OUTCOMES, PRESENTED } from '../../trace/frames.ts';
import { causeName, kindName, vitalText } from '../../trace/names.ts';
import type { TraceMetadata } from '../../trace/trace.ts';
import { formatCount, formatMs, NOTHING } from '../shared/format.ts';

/** Source and sink on one line. */
export function sourceText({ source, sink }: TraceMetadata): string {
  const size = source.width > 0 ? `${source.width} × ${source.height} ${source.format}` : 'no frame arrived';
  const rate = source.frameRate > 0 ? ` at ${Math.round(source.frameRate)} fps` : '';
  return `${size}${rate}, ${sink} sink`;
}

/** The machine on one line. */
export function machineText({ machine, isolated }: TraceMetadata): string {
  const memory = machine.memoryGib > 0 ? `, ${machine.memoryGib} GiB or more` : '';
  return `${machine.cores} cores${memory}${isolated ? '' : ', not isolated: one worker'}. ${machine.userAgent}`;
}

/** Describes how a frame ended. */
export function outcomeText(outcome: number): string {
  if (outcome === PRESENTED) return 'presented';
  return outcome === 0 ? 'still on its way' : `dropped: ${OUTCOMES[outcome] ?? 'unknown cause'}`;
}

/** Describes a frame in one sentence, also for users who cannot see the timeline. */
export function frameText(table: FrameTable, row: number): string {
  const latency = table.latencyUs[row] as number;
  const time = Number.isNaN(latency) ? '' : `, ${formatMs(latency)} ms`;
  return `Frame ${table.sequence[row]}${time}, ${outcomeText(table.outcome[row] as number)}`;
}

/** Describes a mark. */
export function markText(record: RecordFields): string {
  switch (record.kind) {
    case TRACE_KINDS.collection:
      return 'A garbage collection was noticed here. It happened earlier';
    case TRACE_KINDS.discard:
      return `${formatCount(record.a)} lost before they arrived`;
    case TRACE_KINDS.drop:
      return `Dropped: ${causeName(record.a)}`;
    case TRACE_KINDS.vital:
      return vitalText(record.a, record.b);
    case TRACE_KINDS['long-task']:
      return `Long task, ${formatMs(record.durationUs)} ms`;
    case TRACE_KINDS.quantum:
      return `A quantum of sound, ${formatMs(record.durationUs)} ms`;
    case TRACE_KINDS.glitch:
      return `${formatCount(record.a)} gaps in the sound were noticed here. They happened earlier`;
    default:
      return kindName(record.kind);
  }
}

/** Writes a share as a percentage. A share below 10 % has one decimal. */
export function formatSmallShare(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %` : NOTHING;
}

/** Writes a duration in seconds, or in minutes and seconds. */
export function formatSpan(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Writes a date and time in the user's own format. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? NOTHING
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
