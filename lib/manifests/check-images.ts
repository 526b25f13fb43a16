import { isObject, type JsonObject, type JsonValue } from '../json';

/** An image that a cluster must not pull, and where it is. */
export interface ImageProblem {
  readonly rule: 'image-registry' | 'image-digest';
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/**
 * Every image of an object's containers and volumes must come from an allowed registry and name its digest. An image that
 * several containers run is reported once, at the first of them.
 */
export function checkImages(
  object: JsonObject,
  allowedRegistries: readonly string[],
  registriesField = 'allowedRegistries',
): readonly ImageProblem[] {
  const found = imagesOf(object);
  const first = found.filter(
    ({ image }, index) => found.findIndex((other) => other.image === image) === index,
  );
  return first.flatMap(({ field, image }) => {
    const name = fullName(image);
    const others = found.filter((one) => one.image === image).length - 1;
    const shown = others > 0 ? `${image} (here and in ${others} more)` : image;
    const registry: ImageProblem[] = allowedRegistries.some((allowed) =>
      name.startsWith(`${allowed.replace(/\/$/, '')}/`),
    )
      ? []
      : [
          {
            rule: 'image-registry',
            field,
            problem: `the image ${shown} comes from a registry that this cluster does not allow`,
            remedy: `Take it from ${allowedRegistries.join(' or ')}, or add its registry to ${registriesField}`,
          },
        ];
    const digest: ImageProblem[] = DIGEST.test(image)
      ? []
      : [
          {
            rule: 'image-digest',
            field,
            problem: `the image ${shown} names no digest, so what runs can change without a review`,
            remedy:
              'Name it with its @sha256 digest; the chart does by itself where its digest is left alone',
          },
        ];
    return [...registry, ...digest];
  });
}

/** Images of all containers and of volumes made of an image, wherever an object holds a pod's template. */
export function imagesOf(value: JsonValue, field = ''): { field: string; image: string }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => imagesOf(item, `${field}[${index}]`));
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => {
    const below = field === '' ? name : `${field}.${name}`;
    const holdsImages = /^(containers|initContainers|ephemeralContainers|volumes)$/.test(name);
    return holdsImages && Array.isArray(child)
      ? child.flatMap((item, index) => imageOf(item, `${below}[${index}].image`))
      : imagesOf(child, below);
  });
}

/** A container names its image, a volume has it in a map. */
function imageOf(item: JsonValue, field: string): { field: string; image: string }[] {
  const image = isObject(item) ? item.image : undefined;
  if (isObject(image)) {
    return typeof image.reference === 'string'
      ? [{ field: `${field}.reference`, image: image.reference }]
      : [];
  }
  return typeof image === 'string' ? [{ field, image }] : [];
}

/** As the container runtime completes it: `nginx` is docker.io/library/nginx. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) {
    return image;
  }
  return `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
}
