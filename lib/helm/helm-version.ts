/**
 * The Helms whose output is the reference, by the name that a cluster file gives them. Helm 3 and Helm 4 do not render
 * the same objects where a chart's default is null.
 */
export const HELM_RELEASES = { 'v4.2': 'v4.2.4', 'v3.21': 'v3.21.4' } as const;

/** Whose answers a cluster gets. */
export type HelmVersion = keyof typeof HELM_RELEASES;
