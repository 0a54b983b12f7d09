/**
 * `<rl-app>`: the whole page. Comes in: the address. Goes out: a running pipeline, its picture and its numbers,
 * and the address that stands for the present set-up. Main thread.
 */

import { html, LitElement, nothing } from 'lit';
import type { EffectSpec } from '../../catalogue/effects.ts';
import { UnsupportedError } from '../../errors.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Pipeline, PipelineOptions } from '../../types.ts';
import { parseSettings, type SettingProblem, type Settings, type SourceName } from '../shared/settings.ts';
import '../rl-chain/rl-chain.ts';
import '../rl-engine/rl-engine.ts';
import type { RlPreview } from '../rl-preview/rl-preview.ts';
import '../rl-preview/rl-preview.ts';
import '../rl-source/rl-source.ts';
import type { RlTraceEvent } from '../rl-recorder/trace-event.ts';
import type { ControlChange, MicrophoneChoice, RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';
import { playIcon, stopIcon } from '../shared/icons.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, controlStyles } from '../shared/styles.ts';
import { threadCount } from '../shared/threads.ts';
import { Address } from './address.ts';
import { describeEnd, describeFailure, describeInsecureContext, type Failure } from './failure.ts';
import { settingsInForce } from './in-force.ts';
import { PageMarks } from './page-marks.ts';
import { PipelineController } from './pipeline-controller.ts';
import { layoutStyles } from './rl-app.styles.ts';
import { viewerStyles } from './viewer.styles.ts';
import {
  banner,
  failureCard,
  instruments,
  problemList,
  soloNote,
  sound,
  soundNotice,
  statusBar,
  tools,
} from './views.ts';

const START_LABELS: Record<SourceName, string> = {
  camera: 'Start camera',
  pattern: 'Start test picture',
  screen: 'Start screen sharing',
};

/** Settings that a running pipeline cannot change. */
const FIXED_WHILE_RUNNING: readonly (keyof ControlChange)[] = [
  'source',
  'deviceId',
  'width',
  'height',
  'fps',
  'sink',
  'audio',
  'microphone',
];

/** What reads effects, and shows sound. */
const loadSound = () => import('./sound.ts');

/**
 * @summary The Ringlight page: preview, controls, numbers, all state in the address.
 * @slot links - Links in the banner.
 */
export class RlApp extends LitElement {
  static override styles = [baseStyles, controlStyles, layoutStyles, viewerStyles];

  static override properties = {
    settings: { state: true },
    problems: { state: true },
    said: { state: true },
    effects: { state: true },
  };

  declare private settings: Settings;
  declare private problems: readonly SettingProblem[];
  declare private said: string;
  /** What `settings.effects` stands for, once it can be read. */
  declare private effects: readonly EffectSpec[];

  readonly #address = new Address(this);
  readonly #run = new PipelineController(this, (pipeline) => this.#follow(pipeline));
  readonly #numbers = new StatsController(this);
  #deviceId = '';
  #microphone: MicrophoneChoice = {};
  #inForce: Settings | null = null;

  constructor() {
    super();
    const { settings, problems } = parseSettings(location.search);
    this.settings = settings;
    this.problems = problems;
    this.said = '';
    this.effects = [];
    new PageMarks(this);
    this.addEventListener('rl-change', (event: RlChangeEvent) => this.#change(event.change));
    this.addEventListener('rl-trace', (event: RlTraceEvent) => this.#show(event.trace));
  }

  /** The running pipeline, or `null`. */
  get pipeline(): Pipeline | null {
    return this.#run.pipeline;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#address.write(this.settings);
    // An element that was only moved goes on. A browser shows its screen picker only after a click, so a link cannot start that.
    const { active } = this.#run;
    if (this.settings.autostart && this.settings.source !== 'screen' && !active) this.#start();
  }

  protected override willUpdate(): void {
    const pipeline = this.#run.pipeline;
    if (!pipeline || !this.#inForce || this.#inForce === this.settings) return;
    // What was changed while the pipeline was being made.
    const { filters, effects, threads, simd } = this.settings;
    if (effects !== this.#inForce.effects) this.#applyEffects(pipeline).catch(reportError);
    if (filters !== this.#inForce.filters) pipeline.setFilters(filters);
    if (threads !== this.#inForce.threads) {
      pipeline.setThreads(threadCount(threads, pipeline)).catch(reportError);
    }
    if (simd !== this.#inForce.simd && simd !== 'auto') pipeline.setSimd(simd === 'on');
    this.#inForce = this.settings;
  }

  protected override render() {
    const { settings, pipeline } = this;
    return html`
      ${banner(this.said, this.#copyLink)}
      <main>
        <div class="notices">${problemList(this.problems, this.#dismiss)} ${soloNote(pipeline)} ${soundNotice(pipeline)}</div>
        <section class="viewer" aria-label="Preview">
          <rl-preview .pipeline=${pipeline}>${this.#overlay()}</rl-preview>
          ${this.#bar()}
        </section>
        <section class="numbers" aria-label="Measurements">
          <rl-frame-time .pipeline=${pipeline}></rl-frame-time>
          <rl-latency .pipeline=${pipeline}></rl-latency>
          <rl-drops .pipeline=${pipeline}></rl-drops>
        </section>
        <section class="controls" aria-label="Controls">
          <rl-source
            .pipeline=${pipeline}
            .source=${settings.source}
            .deviceId=${this.#deviceId}
            .width=${settings.width}
            .height=${settings.height}
            .fps=${settings.fps}
          ></rl-source>
          <rl-chain .pipeline=${pipeline} .filters=${settings.filters}></rl-chain>
          <rl-engine
            .pipeline=${pipeline}
            .threads=${settings.threads}
            .simd=${settings.simd}
            .sink=${settings.sink}
          ></rl-engine>
        </section>
        ${sound(pipeline, settings.audio, this.#microphone, this.effects)} ${instruments(pipeline)}
        ${tools(pipeline)}
      </main>
    `;
  }

  protected override firstUpdated(): void {
    import('./instruments.ts').catch(reportError);
    this.#readEffects().catch(reportError);
  }

  protected override updated(): void {
    const { phase } = this.#run;
    if (phase === 'stopped' || phase === 'failed') this.#preview?.release();
    if (this.pipeline?.audio) import('./sound-instruments.ts').catch(reportError);
  }

  /** The code that reads effects is loaded after the first picture. Only then are their mistakes known. */
  async #readEffects(): Promise<void> {
    const { effectsOf } = await loadSound();
    const { effects, problem } = effectsOf(this.settings);
    this.effects = effects;
    if (problem) this.problems = [...this.problems, problem];
  }

  /** What lies over the picture while there is none. */
  #overlay() {
    const { phase, error } = this.#run;
    const { source } = this.settings;
    if (phase === 'stopped') {
      return html`<p class="invitation">Nothing is captured before you start. No frame leaves this device.</p>`;
    }
    if (phase === 'failed') {
      return this.#failure(describeInsecureContext(source) ?? describeFailure(error, source));
    }
    return phase === 'ended' ? this.#failure(describeEnd(source)) : nothing;
  }

  #failure(failure: Failure) {
    const { source, audio } = this.settings;
    const silence = { label: 'Start without sound', act: this.#silence };
    const pattern = { label: 'Use the test picture', act: this.#usePattern };
    const alternatives = [...(audio === 'off' ? [] : [silence]), ...(source === 'pattern' ? [] : [pattern])];
    return failureCard(failure, this.#start, alternatives);
  }

  /** One button starts and stops. It moves, but it stays the same element and keeps the focus. */
  #bar() {
    const { phase, active } = this.#run;
    const { source } = this.settings;
    const asking = phase === 'starting' && source !== 'pattern' && !this.pipeline;
    return html`
      ${statusBar(phase, asking, this.#numbers.stats, this.pipeline)}
      <button
        type="button"
        class=${phase === 'stopped' ? 'power primary first' : active ? 'power' : 'power primary'}
        @click=${active ? this.#stop : this.#start}
      >
        ${active ? stopIcon : playIcon}${active ? 'Stop' : START_LABELS[source]}
      </button>
    `;
  }

  get #preview(): RlPreview | null {
    return this.renderRoot.querySelector('rl-preview');
  }

  #change({ deviceId, microphone, ...change }: ControlChange): void {
    const { active } = this.#run;
    this.settings = { ...this.settings, ...change };
    if (deviceId !== undefined) this.#deviceId = deviceId;
    if (microphone !== undefined) this.#microphone = microphone;
    this.#address.write(this.settings);
    this.said = '';
    const fixed =
      FIXED_WHILE_RUNNING.some((name) => name in change) || (deviceId ?? microphone) !== undefined;
    if (active && fixed) this.#start();
    // The failure belonged to the old settings.
    else if (fixed) this.#run.stop();
    // The control has told the pipeline already.
    else if (this.pipeline) this.#inForce = this.settings;
  }

  /** Beside the trace that was opened before it, if any. */
  #show(trace: Trace): void {
    const viewer = this.renderRoot.querySelector('rl-trace-viewer');
    if (!viewer) return;
    viewer.traces = [...viewer.traces.slice(-1), trace];
    viewer.scrollIntoView({ block: 'start' });
  }

  /** A script that holds `pipeline` changed it: controls and address show what is in force. */
  #follow(pipeline: Pipeline): void {
    if (pipeline.audio) this.#followEffects(pipeline).catch(reportError);
    if (this.renderRoot.querySelector('rl-engine')?.settling) return;
    const settings = settingsInForce(pipeline, this.settings);
    if (settings === this.settings) return;
    this.settings = settings;
    this.#inForce = settings;
    this.#address.write(settings);
  }

  async #applyEffects(pipeline: Pipeline): Promise<void> {
    const { effectsOf } = await loadSound();
    pipeline.setEffects(effectsOf(this.settings).effects);
  }

  async #followEffects(pipeline: Pipeline): Promise<void> {
    const { effectsInForce } = await loadSound();
    const effects = effectsInForce(pipeline);
    if (effects === null || effects === this.settings.effects) return;
    this.settings = { ...this.settings, effects };
    this.effects = pipeline.audio?.effects ?? [];
    this.#inForce = this.settings;
    this.#address.write(this.settings);
  }

  readonly #start = (): void => {
    const { source, width, height, fps, filters, threads, simd, sink, audio, debug } = this.settings;
    if (describeInsecureContext(source)) {
      this.#run.fail(new UnsupportedError('navigator.mediaDevices is missing'));
      return;
    }
    this.#preview?.hold();
    const size = { width, height, frameRate: fps };
    const camera = { type: 'camera' as const, ...size, ...(this.#deviceId && { deviceId: this.#deviceId }) };
    this.#inForce = this.settings;
    const options = {
      source: source === 'camera' ? camera : { type: source, ...size },
      filters,
      threads,
      simd,
      sink,
      debug,
    };
    this.#run.start(audio === 'off' ? options : this.#withSound(options));
  };

  readonly #stop = (): void => {
    this.#run.stop();
  };

  /** Loaded here where the start does not wait for the page. */
  async #withSound(options: PipelineOptions): Promise<PipelineOptions> {
    const { audioOptions } = await loadSound();
    return { ...options, audio: audioOptions(this.settings, this.#microphone) };
  }

  readonly #silence = (): void => {
    this.#change({ audio: 'off' });
    this.#start();
  };

  readonly #usePattern = (): void => {
    this.#change({ source: 'pattern' });
    this.#start();
  };

  readonly #dismiss = (): void => {
    this.problems = [];
  };

  readonly #copyLink = async (): Promise<void> => {
    this.#address.flush();
    try {
      await navigator.clipboard.writeText(location.href);
      this.said = 'Link copied.';
    } catch {
      // Not given at an insecure address, or forbidden by the user: the address bar has it too.
      this.said = 'Copy the link from the address bar.';
    }
  };
}

define('rl-app', RlApp);

declare global {
  interface HTMLElementTagNameMap {
    'rl-app': RlApp;
  }
}
