import type { FleetImage } from './images';

/** One image a line; of several clusters, with those that run it. */
export function imagesText(images: readonly FleetImage[], clusters: number): string {
  const width = Math.max(0, ...images.map(({ image }) => image.length));
  return images
    .map(({ image, clusters: names }) =>
      clusters === 1 ? `${image}\n` : `${image.padEnd(width)}  ${names.join(', ')}\n`,
    )
    .join('');
}
