/** The file that locks the charts of a repository, in its root. */
export const LOCK_FILE = 'charts.lock.yaml';
