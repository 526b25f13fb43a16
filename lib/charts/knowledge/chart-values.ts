import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMPORTS_DIRECTORY } from '../../imports-directory';
import { LOCKED_CHARTS, requireLocked } from '../lock';
import { factsFileName } from './facts-file';
import { treeOfKeys, type ValueFactsByPath, type ValueKey } from './value-key';

const factsRead = new Map<string, ValueFactsByPath>();
const treesBuilt = new Map<string, ValueKey>();

/** Versions whose values are known: the locked ones, oldest first. */
export function knownVersions(): readonly string[] {
  return LOCKED_CHARTS.filter(({ name }) => name === 'cilium').map(({ version }) => version);
}

/**
 * What is known of the values of one Cilium version, by dotted path. Read once a process.
 * @throws {InputError} when the version is not locked
 */
export function valueFacts(version: string): ValueFactsByPath {
  const facts = factsRead.get(version) ?? readFacts(requireLocked('cilium', version).version);
  factsRead.set(version, facts);
  return facts;
}

function readFacts(version: string): ValueFactsByPath {
  return JSON.parse(
    readFileSync(join(IMPORTS_DIRECTORY, factsFileName(version)), 'utf8'),
  ) as ValueFactsByPath;
}

/** Whether a version has the value at a dotted path, and does not refuse it. */
export function knowsValue(version: string, path: string): boolean {
  const facts = valueFacts(version);
  return Object.hasOwn(facts, path) && facts[path]?.removed === undefined;
}

/** The same as a tree. */
export function valueTree(version: string): ValueKey {
  const tree = treesBuilt.get(version) ?? treeOfKeys(valueFacts(version));
  treesBuilt.set(version, tree);
  return tree;
}
