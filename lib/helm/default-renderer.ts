import { LOCKED_HELM } from '../charts/lock';
import { HelmProcess } from './helm-process';
import type { ChartRenderer } from './renderer';

let shared: ChartRenderer | undefined;

/** The renderer of the lock, one for the whole process. */
export function defaultRenderer(): ChartRenderer {
  shared ??= new HelmProcess(LOCKED_HELM);
  return shared;
}
