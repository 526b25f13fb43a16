import { isObject, type JsonObject, type JsonValue } from '../json';

/** An image that a cluster must not pull, and where it stands. */
export interface ImageProblem {
  readonly rule: 'image-registry' | 'image-digest';
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Every image of an object's containers must come from an allowed registry and name its digest. */
export function checkImages(
  object: JsonObject,
  allowedRegistries: readonly string[],
): readonly ImageProblem[] {
  return imagesOf(object).flatMap(({ field, image }) => {
    const name = fullName(image);
    const registry: ImageProblem[] = allowedRegistries.some((allowed) =>
      name.startsWith(`${allowed.replace(/\/$/, '')}/`),
    )
      ? []
      : [
          {
            rule: 'image-registry',
            field,
            problem: `the image ${image} comes from a registry that this cluster does not allow`,
            remedy: `Take it from ${allowedRegistries.join(' or ')}, or add its registry to images.allowedRegistries`,
          },
        ];
    const digest: ImageProblem[] = DIGEST.test(image)
      ? []
      : [
          {
            rule: 'image-digest',
            field,
            problem: `the image ${image} names no digest, so what runs can change without a review`,
            remedy: 'Name it with its @sha256 digest',
          },
        ];
    return [...registry, ...digest];
  });
}

/** Images of all containers, wherever an object holds a pod's template. */
export function imagesOf(value: JsonValue, field = ''): { field: string; image: string }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => imagesOf(item, `${field}[${index}]`));
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => {
    const below = field === '' ? name : `${field}.${name}`;
    const containers = /^(containers|initContainers|ephemeralContainers)$/.test(name) && Array.isArray(child);
    return containers
      ? child.flatMap((container, index) =>
          isObject(container) && typeof container.image === 'string'
            ? [{ field: `${below}[${index}].image`, image: container.image }]
            : [],
        )
      : imagesOf(child, below);
  });
}

/** As the container runtime completes it: `nginx` is docker.io/library/nginx. */
function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) {
    return image;
  }
  return `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
}
