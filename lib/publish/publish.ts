import type { FileSpec } from '../layout/layout';
import { type Disk, localDisk } from './disk';
import { removeLeftovers } from './leftovers';
import { Publication, type Published } from './publication';

/**
 * Makes a directory hold exactly these files, in one step: whatever fails or is killed, the directory is the old one or
 * the new one, never a mixture. When nothing differs, nothing is touched.
 *
 * @throws {InputError} when the directory holds a file that no synth wrote: it would be lost
 */
export function publish(files: readonly FileSpec[], directory: string, disk: Disk = localDisk): Published {
  const publication = new Publication(directory, disk);
  removeLeftovers(directory, disk);
  try {
    publication.add(files);
    return publication.finish();
  } catch (error) {
    publication.abandon();
    throw error;
  }
}
