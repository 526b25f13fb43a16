import { InputError } from '../diagnostics/diagnostic';
import { compareVersions, minorVersion } from '../version/version';
import type { ChartStore } from './chart-store';
import { LocalDirectory } from './fetch/local-directory';
import type { Origin } from './fetch/origin';
import { originOf } from './fetch/origin-of';
import { TRIED_MINORS } from './kubernetes-range';
import type { LockedChart } from './lock';
import type { LockPlaces } from './lock-chart';

/** A locked chart, and whether its archive can be had without the network. */
export interface LockedState {
  readonly chart: LockedChart;
  /** Path of the archive; absent when it must be downloaded. */
  readonly path?: string;
  /** What is wrong with what lies there. */
  readonly problem?: string;
}

/** A version that is not locked, newer than what is. */
export interface NewerVersion {
  readonly name: string;
  readonly version: string;
  /** Where it was found. */
  readonly at: string;
}

/** What is locked, and what could be. */
export interface LockListing {
  readonly locked: readonly LockedState[];
  /** Of every minor version from the oldest locked one on, the newest patch, when it is not locked. */
  readonly newer: readonly NewerVersion[];
  /** Places that could not be read, each with the reason. */
  readonly unread: readonly string[];
}

/**
 * Lists the locked versions of a chart, and what is newer in the places where archives are looked for.
 *
 * @param from a place to look in besides the usual ones
 */
export async function listLock(
  name: string,
  store: ChartStore,
  places: LockPlaces,
  from?: string,
): Promise<LockListing> {
  const locked = store.lock.charts
    .filter((chart) => chart.name === name)
    .map((chart) => stateOf(chart, store));
  const unread: string[] = [];
  const found: NewerVersion[] = [];
  for (const origin of originsOf(places, from)) {
    try {
      found.push(...(await origin.versions(name)).map((version) => ({ name, version, at: origin.name })));
    } catch (error) {
      unread.push((error as Error).message);
    }
  }
  return {
    locked,
    newer: newest(
      found,
      locked.map(({ chart }) => chart.version),
    ),
    unread,
  };
}

function originsOf({ directories, published }: LockPlaces, from: string | undefined): readonly Origin[] {
  return [
    ...(from === undefined ? [] : [originOf(from)]),
    ...directories.map((directory) => new LocalDirectory(directory)),
    ...(published ? [published] : []),
  ];
}

function stateOf(chart: LockedChart, store: ChartStore): LockedState {
  try {
    const path = store.locateLocally(chart.name, chart.version)?.path;
    return { chart, ...(path !== undefined && { path }) };
  } catch (error) {
    if (error instanceof InputError) {
      return { chart, problem: error.diagnostics.map(({ problem }) => problem).join('; ') };
    }
    throw error;
  }
}

/** Pre-releases are for those who name them. */
const FINAL = /^v?\d+\.\d+\.\d+$/;

function newest(found: readonly NewerVersion[], locked: readonly string[]): readonly NewerVersion[] {
  const oldest = [...locked].sort(compareVersions)[0] ?? `${TRIED_MINORS[0]}.0`;
  const ofMinor = new Map<string, NewerVersion>();
  for (const one of found) {
    const minor = minorVersion(one.version);
    const best = ofMinor.get(minor);
    if (
      FINAL.test(one.version) &&
      compareVersions(one.version, oldest) > 0 &&
      (!best || compareVersions(one.version, best.version) > 0)
    ) {
      ofMinor.set(minor, one);
    }
  }
  return [...ofMinor.values()]
    .filter(({ version }) => !locked.includes(version))
    .sort((a, b) => compareVersions(a.version, b.version));
}
