import { meshCidrsOf } from '../cluster/declared';
import { fieldOf } from '../diagnostics/finding';
import { covers, overlaps, parseCidr } from '../rules/ipv4';
import { NODE_LOCAL_DNS } from '../tke/addresses';
import { atLeast } from '../version/version';
import { at, type ClusterFacts, daemonSet, itemsOf } from './cluster-facts';
import { advise, compare, type Expected, type PreflightRule } from './preflight-rule';
import { imageTag, networkMode, rangesNotMasqueraded, serviceCidrs } from './readings';

/** What carries the packets of pods besides Cilium, and the addresses that are taken. */
export const NETWORK_RULES: readonly PreflightRule[] = [
  {
    rule: 'container network',
    needs: ['daemonSets'],
    judge: (facts, { declared: { cluster } }) => {
      const found = networkMode(facts);
      const remedy = 'Set network.mode in the cluster file to what the cluster has, or use another cluster';
      return compare(found ?? 'not TKE', cluster.network.mode, found === cluster.network.mode, remedy);
    },
  },
  {
    rule: 'VPC-CNI add-on',
    needs: ['daemonSets'],
    applies: ({ declared: { cluster, overlay } }) => cluster.network.mode === 'vpc-cni' && !overlay,
    judge: (facts) => {
      const found = imageTag(daemonSet(facts, 'tke-eni-agent')) ?? 'none';
      // Below it, VPC-CNI and Cilium use the same route tables 2004 and 2005 (tke-guide 7c26c05, 096dc5e).
      const remedy = 'Upgrade the eniipamd add-on in the TKE console';
      return compare(found, 'v3.8.0 or later', atLeast(found, '3.8.0'), remedy);
    },
  },
  {
    rule: 'webhook add-pod-eni-ip-limit-webhook',
    needs: ['eniWebhook'],
    applies: ({ declared: { cluster } }) => cluster.network.mode === 'vpc-cni',
    judge: ({ eniWebhook }, { declared: { overlay } }) => {
      const found = eniWebhook.kind === 'found' ? 'there' : 'absent';
      return overlay
        ? compare(
            found,
            'absent',
            found === 'absent',
            'Run kubectl delete mutatingwebhookconfiguration add-pod-eni-ip-limit-webhook: pods stay Pending with it',
          )
        : advise(
            found,
            'there',
            found === 'there',
            'Reinstall the eniipamd add-on: without the webhook pods do not ask for ENI addresses',
          );
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
      return advise(found, 'absent', !hostNetwork, remedy);
    },
  },
  {
    rule: 'kube-dns address',
    needs: ['kubeDns'],
    applies: ({ declared }) => declared.localDNS !== undefined,
    judge: ({ kubeDns: answer }, { declared: { localDNS } }) => {
      const found = answer.kind === 'found' ? String(at(answer.object, 'spec', 'clusterIP')) : 'none';
      const wanted = localDNS?.kubeDnsIP ?? '';
      return compare(
        found,
        wanted,
        found === wanted,
        `Set ${fieldOf([...(localDNS?.field ?? []), 'kubeDnsIP'])} in the cluster file to it`,
      );
    },
  },
  {
    rule: 'Service CIDR',
    needs: ['serviceCidrs', 'kubernetesService'],
    applies: ({ declared: { cluster } }) => cluster.facts.serviceCidr !== undefined,
    judge: (facts, { declared: { cluster } }) => {
      const wanted = cluster.facts.serviceCidr ?? '';
      const cidrs = serviceCidrs(facts);
      const { kubernetesService: answer } = facts;
      const address = answer.kind === 'found' ? String(at(answer.object, 'spec', 'clusterIP')) : 'none';
      const remedy = 'Set facts.serviceCidr in the cluster file to it';
      // Before 1.33 only an address of it can be read.
      return cidrs.length > 0
        ? compare(cidrs.join(', '), wanted, cidrs.includes(wanted), remedy)
        : compare(`holds ${address}`, wanted, overlaps(`${address}/32`, wanted), remedy);
    },
  },
  {
    rule: 'pod addresses',
    needs: ['nodes', 'masqueradeConfig'],
    applies: ({ declared: { overlay } }) => overlay,
    judge: (facts, { declared: { cluster } }) => {
      const { podCidrs } = cluster.network;
      const taken = [...rangesNotMasqueraded(facts), ...nodeAddresses(facts)].find((range) =>
        podCidrs.some((podCidr) => overlaps(podCidr, range)),
      );
      return compare(
        taken === undefined ? 'nobody else has them' : `overlap ${taken.replace(/\/32$/, '')}`,
        podCidrs.join(', '),
        taken === undefined,
        'Choose network.podCidrs outside the VPC, before the first install',
      );
    },
  },
  {
    rule: 'ranges that are not masqueraded',
    needs: ['masqueradeConfig'],
    judge: (facts, expected) => {
      const live = rangesNotMasqueraded(facts);
      const known = exemptRanges(expected);
      const missing = live.filter((range) => !known.some((other) => contains(other, range)));
      const found = live.join(', ') || 'none';
      if (known.length === 0) {
        const remedy = 'Write the ranges of the VPC into facts.vpcCidrs, so that rules can compare with them';
        return advise(found, 'on record in facts.vpcCidrs', live.length === 0, remedy);
      }
      const remedy = `Add ${missing.join(', ')} to facts.vpcCidrs and to what Cilium leaves alone: else pods reach the VPC with addresses of nodes`;
      return compare(found, known.join(', '), missing.length === 0, remedy);
    },
  },
  {
    rule: 'definitions of the Gateway API',
    needs: ['gatewayDefinition'],
    // With the field, dist/ brings them in a layer before Cilium.
    applies: ({ declared, installed = false }) =>
      declared.on('gatewayAPI.enabled') && (installed || declared.cluster.gatewayAPI === undefined),
    judge: ({ gatewayDefinition: { kind } }) =>
      compare(
        kind === 'found' ? 'there' : 'absent',
        'there',
        kind === 'found',
        'Install the CustomResourceDefinitions of the Gateway API before Cilium, and restart the operator after them',
      ),
  },
];

/** What the cluster file says that masquerading leaves alone. */
function exemptRanges({ declared }: Expected): readonly string[] {
  return [
    ...new Set([
      ...declared.cluster.facts.vpcCidrs,
      ...meshCidrsOf(declared.cluster),
      ...declared.list('ipMasqAgent.config.nonMasqueradeCIDRs'),
    ]),
  ];
}

function contains(outer: string, inner: string): boolean {
  const [whole, part] = [parseCidr(outer), parseCidr(inner)];
  return whole !== undefined && part !== undefined && covers(whole, part);
}

function nodeAddresses(facts: ClusterFacts): string[] {
  return itemsOf(facts.nodes).flatMap((node) => {
    const addresses = at(node, 'status', 'addresses');
    return (Array.isArray(addresses) ? addresses : [])
      .filter((address) => at(address, 'type') === 'InternalIP')
      .map((address) => `${at(address, 'address')}/32`);
  });
}
