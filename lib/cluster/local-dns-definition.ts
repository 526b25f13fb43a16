import { Type } from '@sinclair/typebox';
import { PINNED_IMAGE } from '../tke/registries';
import { closedObject } from './schema-parts';

/** A DNS cache on every node, to which a CiliumLocalRedirectPolicy sends what pods ask kube-dns. */
export const LocalDNS = closedObject(
  {
    kubeDnsIP: Type.String({
      minLength: 1,
      description:
        "Cluster IP of the Service kube-dns (kubectl -n kube-system get svc kube-dns -o jsonpath='{.spec.clusterIP}').",
      examples: ['192.168.0.10'],
    }),
    image: Type.String({
      pattern: PINNED_IMAGE,
      description:
        'Image of node-cache (registry.k8s.io/dns/k8s-dns-node-cache, or a copy of it), pinned by digest. Its registry must be one of images.allowedRegistries.',
      examples: ['docker.io/k8smirror/k8s-dns-node-cache:1.26.4@sha256:...'],
    }),
    clusterDomain: Type.String({
      pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
      default: 'cluster.local',
      description: 'Domain of the names of Services, as kubelet has it (clusterDomain).',
    }),
  },
  {
    description:
      'A DNS cache on every node, in the place of the addon NodeLocalDNSCache, which needs kube-proxy. Written as a layer after Cilium.',
  },
);
