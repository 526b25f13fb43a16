import { toolVersion } from '../package-facts';
import { addCompletion } from './completion';
import { addDiff } from './diff';
import { addDiscover } from './discover';
import { addExplain } from './explain';
import { type ExitStatus, runProgram, type Subcommand } from './frame';
import { addImages } from './images';
import { addInit } from './init';
import { addLock } from './lock';
import { addPreflight } from './preflight';
import { addPromote } from './promote';
import { type Surroundings, terminal } from './surroundings';
import { addSynth } from './synth';
import { addTypes } from './types';
import { addValues } from './values';

/** Every subcommand, in the order of the help. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  addInit,
  addLock,
  addSynth,
  addExplain,
  addImages,
  addPromote,
  addDiff,
  addValues,
  addTypes,
  addDiscover,
  addPreflight,
  addCompletion,
];

/** Runs `tke-cilium` with these arguments, the name of the program not among them. */
export function run(args: readonly string[], surroundings: Surroundings = terminal()): Promise<ExitStatus> {
  return runProgram(SUBCOMMANDS, toolVersion(), args, surroundings);
}
