/**
 * Collects the numbers of a running pipeline. In: a view of the control block, and the source. Out: most fields of `stats()`,
 * and looks for the watchdog. Main thread. It runs on request and several times a second.
 */

import type { FrameSettings } from '../memory/control.ts';
import {
  type ControlView,
  LedgerReader,
  readCollections,
  readDiscarded,
  readDistribution,
  readProgress,
  readRing,
  readSource,
  readWorkers,
} from '../memory/stats.ts';
import type { OpenSource } from '../sources/source.ts';
import type { HistogramName, SourceStats } from '../terms.ts';
import type { Stats } from '../types.ts';
import { ArrivalRate, Rate } from './rates.ts';
import type { Look } from './watchdog.ts';

/** All of `Stats` except the fields that come from elsewhere. */
type Numbers = Omit<Stats, 'state' | 'source' | 'sink' | 'isolated' | 'audio'>;

/** See above. */
export class StatsReader {
  readonly #source: OpenSource;
  readonly #ledger = new LedgerReader();
  readonly #presented = new Rate();
  readonly #arrivals = new ArrivalRate();

  constructor(source: OpenSource) {
    this.#source = source;
  }

  /** @param displayed number of frames that reached the screen: see `Stats` */
  read(view: ControlView, { threads, simd, filters }: FrameSettings, displayed: number | null): Numbers {
    const ledger = this.#ledger.read(view);
    const distribution = (name: HistogramName) => readDistribution(view, name);
    return {
      threads,
      simd,
      filters: filters.map((filter) => ({ ...filter })),
      ...ledger,
      dropped: { ...ledger.dropped },
      displayed,
      discardedAtSource: readDiscarded(view) + this.#source.discarded(),
      fps: this.#presented.update(performance.now(), ledger.presented),
      frameTimeUs: distribution('frameTime'),
      latencyUs: distribution('latency'),
      gcFreeLatencyUs: distribution('gcFreeLatency'),
      presentIntervalUs: distribution('presentInterval'),
      stagesUs: {
        copy: distribution('copy'),
        wait: distribution('wait'),
        kernel: distribution('kernel'),
        present: distribution('present'),
      },
      gc: readCollections(view),
      workers: readWorkers(view, threads),
      ring: readRing(view),
    };
  }

  /** Format, size and rate of arriving frames. */
  source(view: ControlView): SourceStats {
    const frameRate = this.#arrivals.read(performance.now(), this.#source.nominalRate());
    return { ...readSource(view), frameRate };
  }

  /** Returns a look for the watchdog. Also updates the rates. */
  look(view: ControlView, beats: number | null): Look {
    const { delivered, presented, dropped } = this.#ledger.read(view);
    const { newest, newestUs, ...progress } = readProgress(view);
    this.#presented.update(performance.now(), presented);
    this.#arrivals.update(newest, newestUs / 1000);
    return {
      ...progress,
      delivered,
      arrived: this.#source.arrived(),
      presentProgress: presented + dropped['sink-failed'],
      dropped,
      beats,
    };
  }
}
