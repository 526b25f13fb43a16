import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/json';
import { type ClusterFacts, READS } from '../../lib/live/cluster-facts';
import type { Answer, ClusterReader } from '../../lib/live/cluster-reader';

const DIRECTORY = 'test/fixtures/recorded';

/** A cluster as its API server answered. The README beside the files says how they are made. */
export interface RecordedCluster {
  readonly about: string;
  /** Why nothing of it was recorded. */
  readonly writtenByHand?: string;
  readonly answers: ClusterFacts;
  /** The cluster file whose manifests were applied. */
  readonly clusterFile?: JsonObject;
  /** The manifests that were applied. */
  readonly dist?: readonly JsonObject[];
}

export const RECORDED = readdirSync(DIRECTORY)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

export function recordedCluster(name: string): RecordedCluster {
  return JSON.parse(readFileSync(join(DIRECTORY, `${name}.json`), 'utf8')) as RecordedCluster;
}

/** Answers what was recorded. The one who asks is an administrator. */
export function replaying(answers: ClusterFacts): ClusterReader {
  return {
    read: (read): Answer => {
      const name = (Object.keys(READS) as (keyof ClusterFacts)[]).find((key) => READS[key] === read);
      return name ? answers[name] : { kind: 'failed', message: 'not recorded' };
    },
    may: () => ({ kind: 'allowed' }),
  };
}
