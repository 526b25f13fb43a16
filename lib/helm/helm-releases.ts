import type { Dialect } from '../engine';

/** The release of Helm whose output is the reference for each dialect. */
export const HELM_RELEASES: Readonly<Record<Dialect, string>> = { 'v4.2': 'v4.2.4', 'v3.21': 'v3.21.4' };
