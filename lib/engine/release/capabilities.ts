import type { Dialect } from '../dialect';
import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';
import { type Method, Struct, type Value } from '../go/value';

/** What `helm template` takes a cluster to serve before `--api-versions` adds to it: client-go 1.36, in both dialects. */
const BUILT_IN = [
  'v1',
  ...group('admissionregistration.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...group('internal.apiserver.k8s.io', 'v1alpha1'),
  ...group('apps', 'v1 v1beta1 v1beta2'),
  ...group('authentication.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...group('authorization.k8s.io', 'v1 v1beta1'),
  ...group('autoscaling', 'v1 v2'),
  ...group('batch', 'v1 v1beta1'),
  ...group('certificates.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...group('coordination.k8s.io', 'v1alpha2 v1beta1 v1'),
  ...group('discovery.k8s.io', 'v1 v1beta1'),
  ...group('events.k8s.io', 'v1 v1beta1'),
  ...group('extensions', 'v1beta1'),
  ...group('flowcontrol.apiserver.k8s.io', 'v1 v1beta1 v1beta2 v1beta3'),
  ...group('networking.k8s.io', 'v1 v1beta1'),
  ...group('node.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...group('policy', 'v1 v1beta1'),
  ...group('rbac.authorization.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...group('resource.k8s.io', 'v1 v1beta2 v1beta1 v1alpha3'),
  ...group('scheduling.k8s.io', 'v1alpha2 v1beta1 v1'),
  ...group('storage.k8s.io', 'v1beta1 v1 v1alpha1'),
  ...group('storagemigration.k8s.io', 'v1beta1'),
  ...group('apiextensions.k8s.io', 'v1beta1 v1'),
];

function group(name: string, versions: string): string[] {
  return versions.split(' ').map((version) => `${name}/${version}`);
}

/** `--kube-version` as Helm reads it. */
export interface KubeVersion {
  /** `.Capabilities.KubeVersion.Version`; Helm 4 keeps the vendor's suffix, Helm 3 drops it. */
  readonly version: string;
  /** What constraints are held against. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/** @throws {GoError} for a text that is no version */
export function parseKubeVersion(text: string, dialect: Dialect): KubeVersion {
  const [, numbers] = /^[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)[^\n]*$/.exec(text) ?? [];
  if (numbers === undefined) {
    throw new GoError(`invalid kube version '${text}': could not parse ${quoteGo(text)} as version`);
  }
  const parts = numbers.split('.');
  if (parts.length < 2 || /^0[0-9]/.test(parts[0] ?? '')) {
    throw new GoError(`invalid kube version '${text}': illegal version string ${quoteGo(text)}`);
  }
  const normalized = `v${parts.map(BigInt).join('.')}`;
  const version = dialect === 'v3.21' ? normalized : text.startsWith('v') ? text : `v${text}`;
  const [major = '', minor = ''] = parts.map((part) => String(BigInt(part)));
  return { version, normalized, major, minor };
}

/** `.Capabilities` */
export function capabilities(kube: KubeVersion, apiVersions: readonly string[], dialect: Dialect): Struct {
  const room = dialect === 'v4.2' ? 'common' : 'chartutil';
  const known = new Set([...BUILT_IN, ...apiVersions]);
  const has: Method = {
    parameters: 1,
    call: ([version]: readonly Value[]) => known.has(version as string),
  };
  const getter = (value: string): Method => ({ parameters: 0, call: () => value });
  const kubeVersion = new Struct(
    `${room}.KubeVersion`,
    'struct',
    new Map([
      ['Version', kube.version],
      ['Major', kube.major],
      ['Minor', kube.minor],
    ]),
    new Map([
      ['GitVersion', getter(kube.version)],
      ['String', getter(kube.normalized)],
    ]),
  );
  const versions = new Struct(`${room}.VersionSet`, 'slice', new Map(), new Map([['Has', has]]));
  return new Struct(
    `*${room}.Capabilities`,
    'ptr',
    new Map([
      ['KubeVersion', kubeVersion],
      ['APIVersions', versions],
    ]),
  );
}
