/** The browser's own trace watches the audio thread. It makes no garbage, and notices collections. */

import { test as base, type CDPSession, expect } from 'playwright/test';
import { SMALL, untilPresented } from './support/app.ts';
import { soundStats } from './support/sound.ts';
import { prepareWorklet, tellWorklet } from './support/worklet.ts';

/** The script that forces a collection comes from a blob. */
const test = base.extend({
  bypassCSP: true,
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--js-flags=--expose-gc'] });
    },
    { scope: 'worker' },
  ],
});

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  args: { name?: string; type?: string };
}

/** Begins a trace of all threads. The returned function ends it, and returns the causes of the audio thread's collections. */
async function watchAudioThread(session: CDPSession): Promise<() => Promise<string[]>> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) {
      if (/^(thread_name|MinorGC|MajorGC)$/.test(event.name)) events.push(event);
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordUntilFull',
      includedCategories: ['devtools.timeline', 'v8', '__metadata'],
      excludedCategories: ['*'],
    },
  });
  return async () => {
    const complete = new Promise<{ dataLossOccurred: boolean }>((resolve) =>
      session.once('Tracing.tracingComplete', resolve),
    );
    await session.send('Tracing.end');
    expect((await complete).dataLossOccurred).toBe(false);
    const named = events.filter(({ name }) => name === 'thread_name');
    const thread = named.find(({ args }) => /AudioWorklet/.test(args.name ?? ''));
    if (!thread) throw new Error(`no audio thread among ${named.map(({ args }) => args.name)}`);
    const own = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === thread.pid && tid === thread.tid);
    return own.map(({ args }) => args.type ?? '');
  };
}

/** V8's words for collections that it makes by itself some half a minute after a start, even in idle threads. */
const TIDYING = 'finalize incremental marking via task';
/** V8's word for forced collections. */
const FORCED = 'testing';

/** The number of quanta in half a minute at 44.1 kHz. */
const QUANTA = 10_000;

test('the audio thread makes no garbage in 10 000 quanta, and notices the one collection that is forced', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  await prepareWorklet(
    page,
    'collect',
    `registerProcessor('collect', class extends AudioWorkletProcessor {
      constructor() { super(); this.port.onmessage = () => gc({ type: 'minor' }); }
      process() { return true; }
    });`,
  );
  const session = await browser.newBrowserCDPSession();
  const stop = await watchAudioThread(session);
  await page.goto(
    `./?${SMALL}&filters=&autostart=1&audio=microphone&effects=gain:-3,high-pass:80,equalizer,gate,compressor,limiter,delay`,
  );
  await untilPresented(page);
  const quanta = () =>
    page.evaluate(() => {
      const { audio } =
        document.querySelector<import('../src/elements/rl-app/rl-app.ts').RlApp>('rl-app')?.pipeline ?? {};
      return audio ? (audio.context.currentTime * audio.context.sampleRate) / 128 : 0;
    });
  await expect.poll(quanta, { timeout: 120_000, intervals: [1000] }).toBeGreaterThan(QUANTA);
  const { collections: before = -1 } = (await soundStats(page)) ?? {};
  await tellWorklet(page, 'now');
  await expect.poll(async () => (await soundStats(page))?.collections).toBe(before + 1);
  const causes = await stop();
  expect(causes.filter((cause) => cause !== TIDYING)).toEqual([FORCED]);
  // Two collections in quick succession may be reported as one.
  expect(before).toBeLessThanOrEqual(causes.length - 1);
});
