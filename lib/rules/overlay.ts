import type { JsonValue } from '../json';
import { minorNumber } from '../version/version';
import { atValue, GUIDE, type Rule } from './rule';

const INSTALL = `${GUIDE}/install.md`;

/** What overlay routing needs: take one away and pods lose traffic, or the agent does not start. */
const OVERLAY_BUNDLE: readonly { path: string; is: readonly (JsonValue | undefined)[]; without: string }[] = [
  { path: 'routingMode', is: ['tunnel'], without: 'the VPC does not route the addresses of pods' },
  {
    path: 'ipam.mode',
    is: ['multi-pool'],
    without: 'pods would get addresses from elsewhere than the pod CIDRs of this cluster',
  },
  {
    path: 'enableIPv4Masquerade',
    is: [true, null],
    without: 'nothing outside the cluster answers the addresses of pods',
  },
  {
    path: 'endpointRoutes.enabled',
    is: [false, null],
    without: 'pods are reached through cilium_host, not by routes of their own',
  },
  {
    path: 'cni.chainingMode',
    is: ['none', '', null, undefined],
    without: 'the CNI agent of TKE is parked, and there is nothing to chain to',
  },
  {
    path: 'sysctlfix.enabled',
    is: [true],
    without: 'with rp_filter on, traffic from a node to its own pods is lost',
  },
];

/** How Cilium sits in a cluster whose pods have addresses of their own. */
export const OVERLAY_RULES: readonly Rule[] = [
  {
    id: 'overlay-bundle',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      declared.overlay
        ? OVERLAY_BUNDLE.filter(({ path, is }) => !is.includes(declared.value(path))).map(
            ({ path, is: [wanted], without }) =>
              atValue(
                path,
                `${path} must be ${wanted} with overlay routing: ${without}`,
                'Remove the key: this tool, or the chart, sets it',
              ),
          )
        : [],
  },
  {
    id: 'overlay-host-routing',
    severity: 'warning',
    source: `${GUIDE}/appendix/host-routing.md`,
    check: (declared) =>
      declared.overlay && !declared.on('bpf.masquerade') && minorNumber(declared.cluster.cilium.version) < 19
        ? [
            atValue(
              'bpf.masquerade',
              "without it the agent sends packets through the host's own network stack, which is slower; from 1.19 on it crashes",
              'Remove the key: this tool sets it to true',
            ),
          ]
        : [],
  },
  {
    id: 'overlay-needs-replacement',
    severity: 'error',
    source: INSTALL,
    check: ({ overlay, names, cluster: { kubeProxy } }) =>
      overlay && !kubeProxy.replace
        ? [
            {
              path: ['kubeProxy', 'replace'],
              problem: 'overlay routing masquerades in eBPF, for which Cilium must replace kube-proxy',
              remedy: names.replaceKubeProxy,
            },
          ]
        : [],
  },
  {
    id: 'eni-ip-webhook',
    severity: 'warning',
    source: INSTALL,
    check: ({ overlay, cluster: { network } }) =>
      overlay && network.mode === 'vpc-cni'
        ? [
            {
              path: ['network', 'routing'],
              problem:
                'the webhook add-pod-eni-ip-limit-webhook of VPC-CNI makes every pod ask for an address of the VPC, so pods stay Pending; no manifest can delete it, and TKE may put it back when it updates the eni addon',
              remedy:
                'Run kubectl delete mutatingwebhookconfiguration add-pod-eni-ip-limit-webhook and acknowledge this; tke-cilium preflight reports when it is back',
            },
          ]
        : [],
  },
  {
    id: 'overlay-webhooks',
    severity: 'warning',
    source: `${GUIDE}/appendix/troubleshooting/webhook-connection-timeout.md`,
    check: ({ overlay, cluster: { facts } }) => {
      if (!overlay) {
        return [];
      }
      const why =
        'the API server of TKE is outside the overlay and reaches only webhooks on the host network';
      const remedy = 'Give its pods hostNetwork: true';
      return facts.webhooks === undefined
        ? [
            {
              path: ['facts', 'webhooks'],
              problem: `the file does not say which admission webhooks the cluster has, and ${why}`,
              remedy: 'List them in facts.webhooks, [] when there are none',
            },
          ]
        : facts.webhooks.flatMap(({ name, hostNetwork }, index) =>
            hostNetwork
              ? []
              : [
                  {
                    path: ['facts', 'webhooks', index],
                    problem: `calls of the webhook "${name}" will time out: ${why}`,
                    remedy,
                  },
                ],
          );
    },
  },
];
