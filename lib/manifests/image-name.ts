/** The name of an image taken apart; what it does not say is empty. */
export interface ImageName {
  readonly registry: string;
  /** With its registry where the name has one. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** `quay.io/cilium/cilium:v1.18.2@sha256:...`. */
export function imageName(text: string): ImageName {
  const [name = '', digest = ''] = text.split('@');
  const [, repository = name, tag = ''] = /^(.*?)(?::([^/:]+))?$/.exec(name) ?? [];
  const slash = repository.indexOf('/');
  const first = repository.slice(0, Math.max(slash, 0));
  const registry = /[.:]|^localhost$/.test(first) ? first : 'docker.io';
  return { registry, repository, tag, digest };
}
