import { existsSync } from 'node:fs';

/** The shells of this machine, whatever PATH says: every Linux has the first, most have the second. */
export const SHELLS = ['/bin/sh', '/bin/bash'].filter((path) => existsSync(path));
