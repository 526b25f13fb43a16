import { isDeepStrictEqual } from 'node:util';
import { OLDEST_KERNEL } from '../rules/nodes';
import { NODE_LOCAL_DNS } from '../tke/addresses';
import { PARKED_LABEL } from '../tke/daemon-sets';
import { atLeast, minorVersion } from '../version/version';
import {
  apiServerEndpoint,
  at,
  type ClusterFacts,
  daemonSet,
  kubeProxyMode,
  kubernetesVersion,
  networkMode,
  nodeSelector,
  ordinaryNodes,
  rangesNotMasqueraded,
} from './cluster-facts';
import { PARKED_AGENT_RULES, POD_ADDRESSES } from './overlay-preflight';
import { compare, type PreflightRule } from './preflight-rule';

export const PREFLIGHT_RULES: readonly PreflightRule[] = [
  {
    rule: 'Kubernetes version',
    needs: ['version'],
    judge: (facts, { kubernetes }) => {
      const found = kubernetesVersion(facts) ?? 'none';
      return compare(
        found,
        kubernetes,
        minorVersion(found) === minorVersion(kubernetes),
        'Set kubernetes in the cluster file to it',
      );
    },
  },
  {
    rule: 'API server endpoint',
    needs: ['apiServerEndpoints'],
    judge: (facts, { apiServer, kubeProxy }) => {
      if (!kubeProxy.replace || apiServer?.host === undefined) {
        return undefined;
      }
      const live = apiServerEndpoint(facts);
      const found = live ? `${live.host}:${live.port}` : 'none';
      const wanted = `${apiServer.host}:${apiServer.port}`;
      return compare(found, wanted, found === wanted, 'Set apiServer in the cluster file to it');
    },
  },
  {
    rule: 'API server load balancer',
    needs: ['apiServerLoadBalancer'],
    judge: ({ apiServerLoadBalancer: answer }, { apiServer, kubeProxy }) => {
      if (!kubeProxy.replace || apiServer?.host === undefined) {
        return undefined;
      }
      const address =
        answer.kind === 'found' ? at(answer.object, 'status', 'loadBalancer', 'ingress', 0, 'ip') : undefined;
      const remedy =
        'Use the address of the endpoint default/kubernetes: agents cannot reach the load balancer';
      return compare(String(address ?? 'none'), `not ${apiServer.host}`, address !== apiServer.host, remedy);
    },
  },
  {
    rule: 'container network',
    needs: ['daemonSets'],
    judge: (facts, { network }) => {
      const remedy = 'Set network.mode in the cluster file to what the cluster has, or use another cluster';
      return compare(
        networkMode(facts) ?? 'not TKE',
        network.mode,
        networkMode(facts) === network.mode,
        remedy,
      );
    },
  },
  {
    rule: 'VPC-CNI add-on',
    needs: ['daemonSets'],
    judge: (facts, { network }) => {
      if (network.mode !== 'vpc-cni' || network.routing === 'overlay') {
        return undefined;
      }
      const found = imageTag(facts, 'tke-eni-agent');
      // Below it, VPC-CNI and Cilium use the same route tables 2004 and 2005 (tke-guide 7c26c05, 096dc5e).
      return compare(
        found,
        'v3.8.0 or later',
        atLeast(found, '3.8.0'),
        'Upgrade the eniipamd add-on in the TKE console',
      );
    },
  },
  {
    rule: 'kube-proxy mode',
    needs: ['daemonSets', 'kubeProxyConfig'],
    judge: (facts, { kubeProxy }) => {
      const found = kubeProxyMode(facts) ?? 'no kube-proxy';
      if (found === 'no kube-proxy' && kubeProxy.replace) {
        const remedy =
          'Leave the layer kube-proxy out: there is nothing to park, and its apply fails, harmlessly';
        return { found, wanted: 'iptables', verdict: 'warning', remedy };
      }
      const remedy = 'Use a cluster with kube-proxy in mode iptables, and rebuild nodes that ran ipvs';
      return compare(found, 'iptables', found === 'iptables', remedy);
    },
  },
  {
    rule: 'kube-proxy nodeSelector',
    needs: ['daemonSets'],
    judge: (facts, { kubeProxy }) => {
      const live = daemonSet(facts, 'kube-proxy');
      if (!live) {
        return undefined;
      }
      const selector = nodeSelector(live);
      const scheduled = `${at(live, 'status', 'desiredNumberScheduled') ?? 0} pods`;
      if (PARKED_LABEL in selector) {
        return compare(
          `parked, ${scheduled}`,
          kubeProxy.replace ? 'parked' : 'running',
          kubeProxy.replace,
          'Apply dist/_undo/<cluster>, or set kubeProxy.replace',
        );
      }
      if (!kubeProxy.replace) {
        return compare(`${JSON.stringify(selector)}, ${scheduled}`, 'running', true, '');
      }
      const remedy =
        'Write it into kubeProxy.nodeSelector and synthesize: the override replaces it, no copy is kept';
      const same = isDeepStrictEqual(selector, { ...kubeProxy.nodeSelector });
      return compare(
        JSON.stringify(selector),
        `${JSON.stringify(kubeProxy.nodeSelector)} on record`,
        same,
        remedy,
      );
    },
  },
  ...PARKED_AGENT_RULES,
  {
    rule: 'Cilium there already',
    needs: ['daemonSets'],
    judge: (facts) => {
      const live = daemonSet(facts, 'cilium');
      const image = String(at(live, 'spec', 'template', 'spec', 'containers', 0, 'image') ?? 'none');
      if (image.includes('tkeimages')) {
        return compare(
          image,
          "none of TKE's own",
          false,
          'Use a cluster without DataPlaneV2 and without CiliumOverlay',
        );
      }
      if (at(live, 'metadata', 'annotations', 'meta.helm.sh/release-name')) {
        const remedy = 'Run helm upgrade on it no more: from the first apply on, dist/ owns its objects';
        return {
          found: `${image}, installed by Helm`,
          wanted: 'none, or from dist/',
          verdict: 'warning',
          remedy,
        };
      }
      return compare(image, 'none, or from dist/', true, '');
    },
  },
  {
    rule: 'ordinary nodes',
    needs: ['nodes', 'daemonSets'],
    judge: (facts) => {
      const count = ordinaryNodes(facts).length;
      if (count === 0 || daemonSet(facts, 'cilium')) {
        return compare(String(count), 'none before the first install', true, '');
      }
      const remedy =
        'Reboot or rebuild them after the install: rules of kube-proxy and the old network stay until then';
      return { found: String(count), wanted: 'none before the first install', verdict: 'warning', remedy };
    },
  },
  {
    rule: 'kernel of the nodes',
    needs: ['nodes'],
    judge: (facts) => {
      const kernels = ordinaryNodes(facts).map((node) =>
        String(at(node, 'status', 'nodeInfo', 'kernelVersion')),
      );
      const old = kernels.filter((kernel) => !atLeast(kernel, OLDEST_KERNEL));
      const found = [...new Set(old.length > 0 ? old : kernels)].sort().join(', ') || 'no nodes';
      return compare(
        found,
        '5.10 or later',
        old.length === 0,
        'Replace these nodes by ones with an image of the list in the README',
      );
    },
  },
  {
    rule: 'webhook add-pod-eni-ip-limit-webhook',
    needs: ['eniWebhook'],
    judge: ({ eniWebhook }, { network }) => {
      if (network.mode !== 'vpc-cni') {
        return undefined;
      }
      const found = eniWebhook.kind === 'found' ? 'there' : 'absent';
      if (network.routing === 'overlay') {
        return compare(
          found,
          'absent',
          found === 'absent',
          'Run kubectl delete mutatingwebhookconfiguration add-pod-eni-ip-limit-webhook: pods stay Pending with it',
        );
      }
      const remedy = 'Reinstall the eniipamd add-on: without the webhook pods do not ask for ENI addresses';
      return {
        found,
        wanted: 'there',
        verdict: found === 'there' ? 'ok' : 'warning',
        remedy: found === 'there' ? '' : remedy,
      };
    },
  },
  {
    rule: 'NodeLocalDNSCache add-on',
    needs: ['daemonSets'],
    judge: (facts) => {
      const live = daemonSet(facts, 'node-local-dns');
      const hostNetwork = at(live, 'spec', 'template', 'spec', 'hostNetwork') === true;
      const found = live ? `there${hostNetwork ? ', on the host network' : ''}` : 'absent';
      const remedy = `Remove the add-on: its rules for ${NODE_LOCAL_DNS} do not work beside Cilium`;
      return {
        found,
        wanted: 'absent',
        verdict: hostNetwork ? 'warning' : 'ok',
        remedy: hostNetwork ? remedy : '',
      };
    },
  },
  POD_ADDRESSES,
  {
    rule: 'ranges that are not masqueraded',
    needs: ['masqueradeConfig'],
    judge: (facts) => {
      return {
        found: rangesNotMasqueraded(facts).join(', ') || 'none',
        wanted: 'every range of the VPC',
        verdict: 'ok',
        remedy: 'Compare with the VPC console',
      };
    },
  },
];

function imageTag(facts: ClusterFacts, name: string): string {
  const image = String(
    at(daemonSet(facts, name), 'spec', 'template', 'spec', 'containers', 0, 'image') ?? '',
  );
  return /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? 'none';
}
