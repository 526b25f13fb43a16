import type { Change } from '../change';
import { imageItems, isImage } from './image-items';
import type { Item } from './item';
import { powerItems } from './power-items';
import { isRight, rightItems } from './right-items';

/** The lines about rights, images and what pods may do to nodes; every change given is in exactly one of them. */
export function securityItems(changes: readonly Change[]): Item[] {
  const images = changes.filter(isImage);
  const rights = changes.filter(isRight);
  const others = changes.filter((change) => !images.includes(change) && !rights.includes(change));
  return [...rightItems(rights), ...powerItems(others), ...imageItems(images)];
}
