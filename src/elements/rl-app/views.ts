/** Parts of the page that only show what they are given. Main thread. */

import { html, nothing, type TemplateResult } from 'lit';
import type { EffectSpec } from '../../catalogue/effects.ts';
import { findSoloReason } from '../../pipeline/environment.ts';
import type { Pipeline, Stats } from '../../types.ts';
import type { MicrophoneChoice } from '../shared/change-event.ts';
import { formatRate } from '../shared/format.ts';
import { linkIcon } from '../shared/icons.ts';
import type { AudioSourceName, SettingProblem } from '../shared/settings.ts';
import type { Failure } from './failure.ts';
import type { Phase } from './pipeline-controller.ts';

const PHASE_LABELS: Record<Phase, string> = {
  stopped: 'Stopped',
  starting: 'Starting…',
  running: 'Running',
  stalled: 'Waiting for frames.',
  lost: 'The source has ended.',
  ended: 'The source has ended',
  failed: 'Not running',
};

/** Name, promise, and the link that stands for the present set-up. */
export function banner(said: string, copyLink: () => Promise<void>): TemplateResult {
  return html`
    <header class="top">
      <svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="10"></circle></svg>
      <h1>Ringlight</h1>
      <p class="hint promise">Webcam filters, measured. No frame leaves this device.</p>
      <p class="said hint" role="status">${said}</p>
      <slot name="links"></slot>
      <button type="button" @click=${copyLink}>${linkIcon}Copy link</button>
    </header>
  `;
}

/** Values of the address that could not be used. */
export function problemList(problems: readonly SettingProblem[], dismiss: () => void) {
  if (problems.length === 0) return nothing;
  return html`
    <div class="notice" role="alert">
      <div>${problems.map(({ message }) => html`<p>${message}</p>`)}</div>
      <button type="button" @click=${dismiss}>Dismiss</button>
    </div>
  `;
}

/** Why there is only one worker. It is shown before the start, so that the page does not move later. */
export function soloNote(pipeline: Pipeline | null) {
  const reason = pipeline ? pipeline.soloReason : findSoloReason();
  return reason ? html`<p class="notice" role="note">${reason}</p>` : nothing;
}

/** What else may be done about a failure. */
export interface Alternative {
  readonly label: string;
  readonly act: () => void;
}

/** What went wrong and what to do. */
export function failureCard(
  failure: Failure,
  retry: () => void,
  alternatives: readonly Alternative[],
): TemplateResult {
  return html`
    <div class="failure" role="alert">
      <h2>${failure.heading}</h2>
      <p>${failure.advice}</p>
      ${failure.detail ? html`<p class="detail">${failure.detail}</p>` : nothing}
      <div class="actions">
        <button type="button" @click=${retry}>Try again</button>
        ${alternatives.map(({ label, act }) => html`<button type="button" @click=${act}>${label}</button>`)}
      </div>
    </div>
  `;
}

/** Why there is no sound where it was asked for, if so. */
export function soundNotice(pipeline: Pipeline | null) {
  return pipeline?.audio ? html`<rl-sound-notice .pipeline=${pipeline}></rl-sound-notice>` : nothing;
}

/** Where sound comes from, what it costs, what is done to it. */
export function sound(
  pipeline: Pipeline | null,
  audio: AudioSourceName,
  microphone: MicrophoneChoice,
  effects: readonly EffectSpec[],
): TemplateResult {
  return html`
    <section class="sound" aria-label="Sound and effects">
      <rl-sound .pipeline=${pipeline} .audio=${audio} .microphone=${microphone}></rl-sound>
      <rl-effects .pipeline=${pipeline} .effects=${effects}></rl-effects>
      ${
        pipeline?.audio
          ? html`
              <rl-meter .pipeline=${pipeline}></rl-meter>
              <rl-spectrum .pipeline=${pipeline}></rl-spectrum>
            `
          : nothing
      }
    </section>
  `;
}

/** What is to be seen below the preview: where frames go, what threads do, what runs. */
export function instruments(pipeline: Pipeline | null): TemplateResult {
  return html`
    <section class="instruments" aria-label="More measurements">
      <rl-threads .pipeline=${pipeline}></rl-threads>
      <rl-ring .pipeline=${pipeline}></rl-ring>
      <rl-gc .pipeline=${pipeline}></rl-gc>
      <rl-ledger .pipeline=${pipeline}></rl-ledger>
      <rl-vitals></rl-vitals>
      <rl-facts .pipeline=${pipeline}></rl-facts>
    </section>
  `;
}

/** What is done with the measurements: traces are taken, settings compared, traces looked into. */
export function tools(pipeline: Pipeline | null): TemplateResult {
  return html`
    <section class="tools" aria-label="Traces and comparisons">
      <rl-recorder .pipeline=${pipeline}></rl-recorder>
      <rl-compare .pipeline=${pipeline}></rl-compare>
      <rl-trace-viewer></rl-trace-viewer>
    </section>
  `;
}

/** The phase, what arrives, and how loud the sound is. A screen reader announces changes of the phase only. */
export function statusBar(
  phase: Phase,
  asking: boolean,
  stats: Stats | null,
  pipeline: Pipeline | null,
): TemplateResult {
  return html`
    <div class="bar">
      <p class="status" data-phase=${phase} role="status">
        ${PHASE_LABELS[phase]}${asking ? ' The browser may ask for your permission.' : ''}
        ${phase === 'stalled' ? pipeline?.stateReason : ''}
      </p>
      <p class="hint">${describeSource(stats)}</p>
      ${pipeline?.audio ? html`<rl-meter compact .pipeline=${pipeline}></rl-meter>` : nothing}
    </div>
  `;
}

function describeSource(stats: Stats | null): string {
  if (!stats?.source.width) return '';
  const { width, height, format } = stats.source;
  return `${width} × ${height} ${format}, ${formatRate(stats.fps)} fps`;
}
