import type { Case } from './case';
import { OVERLAY_CASES } from './overlay-cases';

/** A cluster in which no rule is broken. */
export const GOOD = `
name: gz
kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
apiServer: {host: 169.254.128.27}
cilium: {version: 1.18.2, values: {}}
`;

/** Chart values, as a cluster file has them. */
export const values = (yaml: string) => `cilium: {values: {${yaml}}}`;
const pools = (...sizes: number[]) =>
  `nodePools: [${sizes.map((maxNodes, index) => `{name: p${index}, type: regular, os: tencentos-4, maxNodes: ${maxNodes}}`)}]`;
const MASQUERADE =
  'enableIPv4Masquerade: true, bpf: {masquerade: true}, ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [10.0.0.0/8]}}';
const EXEMPT = (cidrs: string) => MASQUERADE.replace('10.0.0.0/8', cidrs);
const NATIVE_CIDR = 'enableIPv4Masquerade: true, bpf: {masquerade: true}, ipv4NativeRoutingCIDR: 10.0.0.0/16';
const MESH = 'cluster: {id: 7, name: gz}, clustermesh: {useAPIServer: true';
const MEMBERS = (members: string, ca = 'ca: secret') => `mesh: {${ca}, members: {${members}}}`;
const SUBNET =
  'service: {type: LoadBalancer, annotations: {service.kubernetes.io/qcloud-loadbalancer-internal-subnetid: subnet-1}}';

const LOCAL_DNS = `{kubeDnsIP: 192.168.0.10, image: registry.example.com/node-cache@sha256:${'0'.repeat(64)}}`;

const EGRESS = (policies: string) =>
  `{egressGateway: {pool: egress, policies: [${policies}]}, masquerade: {}, facts: {vpcCidrs: [10.0.0.0/16]}, nodePools: [{name: egress, type: regular, os: tencentos-4, labels: {egress-node: "true"}, maxNodes: 1}]}`;

/** The cases of every rule. */
export const CASES: Readonly<Record<string, Case>> = {
  ...OVERLAY_CASES,
  'cilium-minor-untried': {
    breaks: ['cilium: {version: 1.21.0}', 'cilium: {version: 1.17.18}'],
    holds: ['cilium: {version: 1.20.9}'],
  },
  'kube-proxy-ipvs': {
    breaks: ['kubeProxy: {mode: ipvs, replace: false}'],
    holds: ['kubeProxy: {mode: iptables, replace: false}', 'kubeProxy: {mode: ipvs}'],
  },
  'kube-proxy-ipvs-nodes': {
    breaks: ['kubeProxy: {mode: ipvs}'],
    holds: ['kubeProxy: {mode: iptables}', 'kubeProxy: {mode: ipvs, replace: false}'],
  },
  'api-server-host': {
    breaks: [
      'apiServer: {host: 169.254.32.16}',
      'apiServer: {host: nonsense}',
      'apiServer: {host: cls-abc.ccs.tencent-cloud.com}',
      'apiServer: {host: kubernetes.default.svc}',
      'apiServer: {host: kubernetes}',
    ],
    holds: [
      'apiServer: {host: 169.254.0.9}',
      'apiServer: {host: api.gz.example.com}',
      'apiServer: {host: 10.0.0.8}',
    ],
  },
  'api-server-off-link-local': {
    breaks: ['apiServer: {host: 10.0.0.8}', values('k8s: {apiServerURLs: "https://10.0.0.1:443"}')],
    holds: [
      'apiServer: {host: 169.254.0.9}',
      'apiServer: {host: api.gz.example.com}',
      values('k8s: {apiServerURLs: "https://169.254.0.9:60002"}'),
    ],
  },
  'api-server-once': {
    breaks: ['apiServer: {hostFrom: {configMap: endpoint, key: host}}'],
    holds: ['apiServer: {host: 169.254.0.9}'],
  },
  'masquerade-cidrs': {
    breaks: [
      values('enableIPv4Masquerade: true'),
      // The chart masquerades where the value is deleted.
      values('enableIPv4Masquerade: null'),
      values('enableIPv4Masquerade: true, ipMasqAgent: {enabled: true, config: {masqLinkLocal: true}}'),
      values(
        'enableIPv4Masquerade: true, ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [10.0.0.0]}}',
      ),
      `{facts: {vpcCidrs: [172.16.0.0/16]}, ${values(MASQUERADE)}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16]}, ${values(EXEMPT('10.0.0.0/17'))}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16, 10.7.0.0/16]}, ${values(`${NATIVE_CIDR}`)}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16], meshCidrs: [172.16.0.0/12]}, ${values(`${MASQUERADE}, ${MESH}}`)}}`,
    ],
    holds: [
      values(MASQUERADE),
      `{facts: {vpcCidrs: [10.3.0.0/16]}, ${values(MASQUERADE)}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16]}, ${values(EXEMPT('10.0.0.0/17, 10.0.128.0/17'))}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16]}, ${values(NATIVE_CIDR)}}`,
      `{facts: {vpcCidrs: [10.0.0.0/16], meshCidrs: [10.64.0.0/16]}, ${values(`${MASQUERADE}, ${MESH}}`)}}`,
    ],
  },
  'hubble-off': {
    on: values('hubble: {enabled: false}'),
    breaks: ['hubble: {relay: true}', 'metrics: {hubble: [dns]}'],
    holds: [
      'metrics: {agent: true}',
      '{metrics: {hubble: [dns]}, cilium: {values: {hubble: {enabled: true}}}}',
    ],
  },
  'flow-log-name': {
    breaks: ['hubble: {flowLogs: [{name: a}, {name: b}, {name: a}]}'],
    holds: ['hubble: {flowLogs: [{name: a}, {name: b}]}'],
  },
  'flow-log-filter': {
    breaks: [
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, includeFilters: [{verdct: [DROPPED]}]}]}}}}',
      ),
      values('hubble: {export: {static: {allowList: [\'{"verdict":["BOGUS"]}\']}}}'),
      values('hubble: {export: {static: {denyList: [\'{"verdict":"DROPPED"}\', \'{"constructor":[1]}\']}}}'),
      'hubble: {flowLogs: [{name: a, only: [{ip_trace_id: [1]}]}]}',
      values('hubble: {export: {static: {allowList: [\'{"traffic_direction":["ingress"]}\']}}}'),
      values('hubble: {export: {static: {denyList: [\'{"reply":[true]} {"reply":["yes"]}\']}}}'),
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, includeFilters: [{trace_id: a}]}]}}}}',
      ),
    ],
    holds: [
      'hubble: {flowLogs: [{name: a, only: [{verdict: [DROPPED]}, {source_workload: [{name: x}]}], except: [{event_type: [{type: 1}]}]}]}',
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, includeFilters: [{sourcePod: [a/b]}]}]}}}}',
      ),
      '{cilium: {version: 1.19.6}, hubble: {flowLogs: [{name: a, only: [{ip_trace_id: [1, "2"]}]}]}}',
      values(
        'hubble: {export: {static: {allowList: [\'{"verdict":[2]}{"reply":[true],"source_port":null}\']}}}',
      ),
      '{cilium: {version: 1.21.0, values: {hubble: {export: {dynamic: {config: {content: [{name: a, includeFilters: [{later: [1]}]}]}}}}}}}',
    ],
  },
  'flow-log-field': {
    breaks: [
      'hubble: {flowLogs: [{name: a, fields: [time, sourc]}]}',
      'hubble: {flowLogs: [{name: a, fields: [source.podName]}]}',
      'hubble: {flowLogs: [{name: a, fields: [source.workloads.name]}]}',
      'hubble: {flowLogs: [{name: a, fields: [aggregate]}]}',
      'hubble: {flowLogs: [{name: a, fields: [constructor]}]}',
      values('hubble: {export: {static: {fieldMask: [source.nonsense]}}}'),
      values('hubble: {export: {dynamic: {config: {content: [{name: a, fieldMask: [Source]}]}}}}'),
    ],
    holds: [
      'hubble: {flowLogs: [{name: a, fields: [time, source, source.labels, l4.TCP.flags.SYN, is_reply.value]}]}',
      '{cilium: {version: 1.19.6, values: {hubble: {export: {static: {fieldAggregate: [aggregate]}}}}}}',
    ],
  },
  'flow-log-entry': {
    breaks: [
      values('hubble: {export: {dynamic: {config: {content: [{name: a, filePath: /x, fileMaxSzieMb: 5}]}}}}'),
      values('hubble: {export: {dynamic: {config: {content: [{name: a}]}}}}'),
      values('hubble: {export: {dynamic: {config: {content: [nonsense]}}}}'),
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, filePath: /x}, {name: b, filePath: /x}]}}}}',
      ),
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, filePath: /x, aggregationInterval: 1m}]}}}}',
      ),
    ],
    holds: [
      values(
        'hubble: {export: {dynamic: {config: {content: [{name: a, filePath: /x, fileMaxSizeMb: 5, end: null}]}}}}',
      ),
      '{cilium: {version: 1.19.6, values: {hubble: {export: {dynamic: {config: {content: [{name: a, filePath: /x, aggregationInterval: 1m}]}}}}}}}',
      'hubble: {flowLogs: [{name: a, fields: [time], only: [{verdict: [DROPPED]}], maxSizeMb: 5, backups: 2}]}',
    ],
  },
  'hubble-metric-entry': {
    breaks: [
      values('hubble: {metrics: {dynamic: {config: {content: [{nam: dns}]}}}}'),
      values('hubble: {metrics: {dynamic: {config: {content: [{name: dns, contextOption: []}]}}}}'),
    ],
    holds: [
      values('hubble: {metrics: {dynamic: {config: {content: [{name: dns, contextOptions: [{name: x}]}]}}}}'),
    ],
  },
  'hubble-metric-name': {
    breaks: [
      values('hubble: {metrics: {dynamic: {config: {content: [{name: dns}, {name: dnss}]}}}}'),
      'metrics: {hubble: [dsn]}',
      'metrics: {hubble: [dns, "htp:labelsContext=source_pod"]}',
      'metrics: {hubble: [sctp]}',
      '{kubernetes: 1.34.1, cilium: {version: 1.20.0}, metrics: {hubble: [kafka]}}',
      values('hubble: {metrics: {enabled: [dsn]}}'),
    ],
    holds: [
      'metrics: {hubble: [dns, drop, flow, flows-to-world, httpV2, icmp, kafka, policy, port-distribution, tcp]}',
      '{kubernetes: 1.34.1, cilium: {version: 1.20.0}, metrics: {hubble: [sctp]}}',
      values('hubble: {metrics: {enabled: ["dns:query;ignoreAAAA"]}}'),
    ],
  },
  'masquerade-field': {
    on: 'facts: {vpcCidrs: [10.0.0.0/16]}',
    breaks: [
      '{masquerade: {}, facts: {vpcCidrs: []}}',
      'masquerade: {exempt: [10.1.0.1/8]}',
      '{masquerade: {by: one-cidr}, facts: {vpcCidrs: [10.0.0.0/16, 10.1.0.0/16]}}',
      '{masquerade: {by: one-cidr}, facts: {meshCidrs: [10.9.0.0/16]}}',
      'masquerade: {by: one-cidr, exempt: [172.16.0.0/12]}',
      '{masquerade: {}, kubeProxy: {replace: false}}',
      '{masquerade: {}, network: {routing: overlay, podCidrs: [10.244.0.0/16]}}',
    ],
    holds: [
      'masquerade: {}',
      'masquerade: {by: one-cidr}',
      'masquerade: {exempt: [172.16.0.0/12]}',
      '{masquerade: {}, facts: {vpcCidrs: [10.0.0.0/16, 10.1.0.0/16], meshCidrs: [10.9.0.0/16]}}',
      '{masquerade: {}, kubeProxy: {replace: false}, kubernetes: 1.34.1, cilium: {version: 1.19.6}}',
      '{masquerade: {by: one-cidr, exempt: [10.0.0.0/16]}}',
    ],
  },
  'masquerade-unchecked': {
    breaks: [values(MASQUERADE)],
    holds: [
      `{facts: {vpcCidrs: [10.3.0.0/16]}, ${values(MASQUERADE)}}`,
      values('enableIPv4Masquerade: false'),
    ],
  },
  'egress-gateway-needs': {
    breaks: [
      values(`egressGateway: {enabled: true}, ${MASQUERADE}, ${MESH}}`),
      `{kubeProxy: {replace: false}, ${values(`egressGateway: {enabled: true}, ${MASQUERADE}`)}}`,
    ],
    holds: [
      values(`egressGateway: {enabled: true}, ${MASQUERADE}`),
      values(`egressGateway: {enabled: true}, cluster: {id: 1, name: sh-prod}, ${MASQUERADE}`),
    ],
  },
  'other-cloud': {
    breaks: [
      values('eni: {enabled: true}'),
      values('azure: {enabled: true}'),
      values('gke: {enabled: true}'),
      values('aksbyocni: {enabled: true}'),
      values('alibabacloud: {enabled: true}'),
    ],
    holds: [values('eni: {enabled: false}')],
  },
  'roll-out-off': {
    breaks: [
      values('rollOutCiliumPods: false'),
      values('operator: {rollOutPods: false}'),
      values('envoy: {rollOutPods: false}'),
    ],
    holds: [values('rollOutCiliumPods: true')],
  },
  'certificate-job-leaves': {
    on: '{kubernetes: 1.34.1, argoCD: {repoURL: "https://git.example.com/a.git"}, cilium: {version: 1.19.6}}',
    breaks: [values('certgen: {ttlSecondsAfterFinished: 1800}')],
    holds: [
      values('certgen: {ttlSecondsAfterFinished: null}'),
      '{kubernetes: 1.32.2, cilium: {version: 1.18.2, values: {certgen: {ttlSecondsAfterFinished: 1800}}}}',
    ],
  },
  'ingress-needs': {
    on: 'network: {routing: overlay, podCidrs: [10.244.0.0/16]}',
    breaks: [values('ingressController: {enabled: true}')],
    holds: [
      values('ingressController: {enabled: true, hostNetwork: {enabled: true}}'),
      values('ingressController: {enabled: false}'),
    ],
  },
  'known-fault': {
    breaks: ['{kubernetes: 1.34.1, cilium: {version: 1.20.0}}'],
    holds: [
      '{kubernetes: 1.34.1, cilium: {version: 1.19.6}}',
      '{kubernetes: 1.34.1, cilium: {version: 1.20.0, values: {envoy: {xdsMode: split}}}}',
      '{kubernetes: 1.34.1, cilium: {version: 1.20.0, values: {envoy: {enabled: false}}}}',
    ],
  },
  'kernel-btf-unknown': {
    on: '{kubernetes: 1.34.1, cilium: {version: 1.20.0}}',
    breaks: ['nodePools: [{name: a, type: regular, kernel: "6.1"}]'],
    holds: [
      'nodePools: [{name: a, type: regular, os: debian-12}]',
      '{kubernetes: 1.34.1, cilium: {version: 1.19.6}, nodePools: [{name: a, type: regular, kernel: "6.1"}]}',
    ],
  },
  'kubernetes-version': { breaks: ['kubernetes: 1.34.1'], holds: ['kubernetes: 1.33.1'] },
  'api-server-needed': { breaks: ['apiServer: null'], holds: ['kubeProxy: {replace: false}'] },
  'value-said-elsewhere': {
    breaks: [
      values('k8sServiceHost: 169.254.1.1'),
      values('k8sServiceHostRef: {name: endpoint, key: host}'),
      values('ipam: {operator: {autoCreateCiliumPodIPPools: {default: {ipv4: {cidrs: [], maskSize: 24}}}}}'),
    ],
    holds: [values('k8sServiceLookupNamespace: null'), values('ipam: null')],
  },
  'api-server-port': { breaks: ['apiServer: {port: 443}'], holds: ['apiServer: {port: 60002}'] },
  'own-cni-config': {
    on: 'network: {cniConfig: own}',
    breaks: [
      'network: {routing: overlay, podCidrs: [10.244.0.0/16]}',
      values('cni: {customConf: false}'),
      values('cni: {configMap: mine}'),
      values('cni: {configMapKey: mine}'),
      values('cni: {chainingTarget: multus-cni}'),
    ],
    holds: ['network: {cniConfig: tke}', values('cni: {configMapKey: cni-config}')],
  },
  'global-router-native-routing': {
    breaks: ['network: {mode: global-router}'],
    holds: ['network: {mode: vpc-cni}', 'network: {mode: global-router, routing: overlay}'],
  },
  'data-plane-v2': { breaks: ['facts: {dataPlaneV2: true}'], holds: ['facts: {dataPlaneV2: false}'] },
  'tke-cilium-overlay': {
    breaks: ['facts: {ciliumOverlay: true}'],
    holds: ['facts: {ciliumOverlay: false}'],
  },
  'native-routing-bundle': {
    breaks: [
      values('routingMode: tunnel'),
      values('ipam: {mode: cluster-pool}'),
      values('ipam: {mode: null}'),
      values('endpointRoutes: {enabled: false}'),
      values('cni: {chainingMode: none}'),
      values('cni: {externalRouting: null}'),
      values('sysctlfix: {enabled: true}'),
      values('devices: null'),
      values('devices: eth0'),
    ],
    holds: [
      values('routingMode: native'),
      values('devices: eth+ bond0'),
      values('devices: [eth0, eth1]'),
      'network: {routing: overlay}',
    ],
  },
  'local-router-address': {
    breaks: [
      values('extraConfig: null'),
      values('extraConfig: {local-router-ipv4: 10.0.0.1}'),
      '{network: {routing: overlay}, cilium: {values: {extraConfig: {local-router-ipv4: 169.254.32.16}}}}',
      values('extraConfig: {local-router-ipv4: 169.254.128.27}'),
    ],
    holds: [
      'network: {routing: overlay}',
      values('extraConfig: {other: x}'),
      values('extraConfig: {local-router-ipv4: 169.254.32.17}'),
    ],
  },
  'cni-config-elsewhere': {
    breaks: [values('cni: {customConf: true, configMap: cni-configuration}')],
    holds: [
      'network: {cniConfig: own}',
      `{network: {cniConfig: own}, ${values('cni: {customConf: true, configMap: cni-config}')}}`,
      values('cni: {configMap: cni-config}'),
    ],
  },
  'cni-chaining-target': {
    breaks: [values('cni: {chainingTarget: null}'), values('cni: {chainingTarget: ""}')],
    holds: [
      values('cni: {chainingTarget: multus-cni}'),
      'network: {cniConfig: own}',
      'network: {routing: overlay}',
      values('cni: {chainingTarget: null, customConf: true, configMap: mine}'),
    ],
  },
  'cni-chaining-target-name': {
    breaks: [values('cni: {chainingTarget: other}')],
    holds: [
      values('cni: {chainingTarget: multus-cni}'),
      values('cni: {chainingTarget: null}'),
      'network: {routing: overlay}',
      values('cni: {chainingTarget: other, customConf: true, configMap: mine}'),
    ],
  },
  'namespace-of-cilium': {
    breaks: [values('namespaceOverride: other')],
    holds: [values('namespaceOverride: kube-system'), values('namespaceOverride: ""')],
  },
  'cilium-whole': {
    breaks: [
      values('agent: false'),
      values('operator: {enabled: false}'),
      values('preflight: {enabled: true}'),
      values('sleepAfterInit: true'),
    ],
    holds: [values('agent: true'), values('envoy: {enabled: false}')],
  },
  'agents-read-cilium-config': {
    breaks: [
      values('daemon: {configSources: "config-map:mine"}'),
      values('daemon: {configSources: "cilium-node-config,node:"}'),
    ],
    holds: [
      values('daemon: {configSources: "config-map:cilium-config"}'),
      values('daemon: {configSources: "config-map:kube-system/cilium-config,config-map:mine"}'),
      values('daemon: {configSources: "config-map,cilium-node-config:kube-system"}'),
      values('daemon: {configSources: null}'),
    ],
  },
  'load-balancer-wildcard': {
    on: '{kubernetes: 1.34.1, cilium: {version: 1.19.6}}',
    breaks: [values('l2announcements: {enabled: true}'), values('bgpControlPlane: {enabled: true}')],
    holds: [
      values('l2announcements: {enabled: true}, defaultLBServiceIPAM: none'),
      '{kubernetes: 1.32.2, cilium: {version: 1.18.2, values: {l2announcements: {enabled: true}}}}',
      `{kubeProxy: {replace: false}, ${values('bgpControlPlane: {enabled: true}')}}`,
      values('debug: {enabled: true}'),
    ],
  },
  'ip-masq-agent-config': {
    on: 'network: {routing: overlay}',
    breaks: [
      values('ipMasqAgent: {enabled: true, config: {masqLinkLocl: true}}'),
      values('ipMasqAgent: {enabled: true, config: {nonMasqueradeSrcCIDRs: [10.0.0.0/8]}}'),
      values('ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: 10.0.0.0/8}}'),
      values('ipMasqAgent: {enabled: true, config: {masqLinkLocal: "true"}}'),
    ],
    holds: [
      values(
        'ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [], masqLinkLocal: true, masqLinkLocalIPv6: false}}',
      ),
      values('ipMasqAgent: {config: {masqLinkLocal: null}}'),
    ],
  },
  'cni-config-map': {
    breaks: [values('cni: {customConf: true}')],
    holds: [values('cni: {customConf: true, configMap: cni-config}')],
  },
  'eni-addon-version': {
    breaks: ['facts: {eniAddon: 3.7.9}', 'facts: {eniAddon: v3.7.9}'],
    holds: [
      'facts: {eniAddon: 3.8.3}',
      'facts: {eniAddon: v3.8.3}',
      'facts: {eniAddon: 3.10.0}',
      'facts: {eniAddon: 4.0.0}',
      '{network: {routing: overlay}, facts: {eniAddon: 3.7.9}}',
    ],
  },
  'eni-addon-advised': {
    breaks: ['facts: {eniAddon: 3.8.2}'],
    holds: ['facts: {eniAddon: 3.8.3}', 'facts: {eniAddon: 3.7.0}'],
  },
  'cidr-form': {
    breaks: [
      'facts: {vpcCidrs: [10.0.0.1/16]}',
      'facts: {meshCidrs: [10.64.0.1/16]}',
      'facts: {serviceCidr: 10.0.0.0}',
      'facts: {vpcCidrs: [10.0.0.256/16]}',
      'facts: {vpcCidrs: [10.0.0.0/33]}',
    ],
    holds: ['facts: {vpcCidrs: [10.0.0.0/16, 172.16.0.0/12], serviceCidr: 192.168.0.0/17}'],
  },
  'cidr-overlap': {
    breaks: [
      'facts: {vpcCidrs: [10.0.0.0/8], serviceCidr: 10.7.0.0/16}',
      'facts: {vpcCidrs: [10.7.0.0/24], serviceCidr: 10.7.0.0/16}',
    ],
    holds: ['facts: {vpcCidrs: [10.0.0.0/16], serviceCidr: 10.1.0.0/16}'],
  },
  'node-local-dns-addon': {
    breaks: ['facts: {nodeLocalDNSCache: true}'],
    holds: ['{facts: {nodeLocalDNSCache: true}, kubeProxy: {replace: false}}'],
  },
  'egress-gateway-masquerade': {
    on: EGRESS(''),
    breaks: [values('enableIPv4Masquerade: false'), values('bpf: {masquerade: false}')],
    holds: ['{}'],
  },
  'egress-gateway-pool': {
    on: EGRESS(''),
    breaks: [
      'egressGateway: {pool: egres}',
      'nodePools: [{name: egress, type: regular, os: tencentos-4}]',
      'nodePools: [{name: egress, type: super, labels: {a: b}}]',
      'nodePools: [{name: egress, type: registered, os: tencentos-4, labels: {a: b}}]',
    ],
    holds: [
      'nodePools: [{name: egress, type: native, os: tencentos-4, imageLabel: ts4-public, labels: {a: b}}]',
    ],
  },
  'egress-gateway-node': {
    on: EGRESS('{name: a, from: [{}], to: [203.0.113.0/24]}'),
    breaks: [
      'nodePools: [{name: egress, type: regular, os: tencentos-4, labels: {a: b}, maxNodes: 2}]',
      'nodePools: [{name: egress, type: regular, os: tencentos-4}]',
    ],
    holds: [
      '{}',
      `{nodePools: [{name: egress, type: regular, os: tencentos-4, labels: {a: b}, maxNodes: 2}], egressGateway: {policies: [{name: a, from: [{}], to: [203.0.113.0/24], node: 10.0.3.7}]}}`,
    ],
  },
  'egress-gateway-policy': {
    on: EGRESS(''),
    breaks: [
      'egressGateway: {policies: [{name: a, from: [{}], to: [203.0.113.1/24]}]}',
      'egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0], except: [10.0.0.0]}]}',
      'egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0], address: node-1}]}',
      'egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0]}, {name: a, from: [{}], to: [203.0.113.0/24]}]}',
    ],
    holds: [
      'egressGateway: {policies: [{name: a, from: [{}], to: [203.0.113.0/24], except: [203.0.113.4/32], address: 10.0.3.7}]}',
    ],
  },
  'egress-gateway-inside': {
    on: EGRESS(''),
    breaks: [
      'egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0]}]}',
      'egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0], except: [10.0.0.0/17]}]}',
    ],
    holds: ['egressGateway: {policies: [{name: a, from: [{}], to: [0.0.0.0/0], except: [10.0.0.0/8]}]}'],
  },
  'local-dns-twice': {
    on: `localDNS: ${LOCAL_DNS}`,
    breaks: ['facts: {localDNS: {kubeDnsIP: 192.168.0.10}}'],
    holds: ['{}'],
  },
  'local-dns-needs': {
    on: `{facts: {localDNS: {kubeDnsIP: 192.168.0.10}}, ${values('localRedirectPolicies: {enabled: true}')}}`,
    breaks: [
      values('localRedirectPolicies: {enabled: false}'),
      'facts: {nodeLocalDNSCache: true}',
      'facts: {localDNS: {kubeDnsIP: kube-dns}}',
      'facts: {serviceCidr: 172.16.0.0/17}',
      'kubeProxy: {replace: false}',
    ],
    holds: ['facts: {serviceCidr: 192.168.0.0/17}'],
  },
  'endpoint-slices-at-scale': {
    breaks: [pools(200), pools(150, 50)],
    holds: [
      pools(199),
      'nodePools: [{name: a, type: super, maxNodes: 5000}]',
      `{${pools(200)}, ${values('ciliumEndpointSlice: {enabled: true}')}}`,
      `{${pools(200)}, ${values('egressGateway: {enabled: true}')}}`,
    ],
  },
  'api-priority-missing': {
    breaks: [pools(200)],
    holds: [pools(199), `{${pools(200)}, apiPriority: {level: L500}}`],
  },
  'api-priority-level': {
    breaks: [`{${pools(501)}, apiPriority: {level: L500}}`],
    holds: [`{${pools(501)}, apiPriority: {level: L1000}}`, `{${pools(500)}, apiPriority: {level: L500}}`],
  },
  'load-balancer-map-size': {
    breaks: [
      'facts: {services: 30000, endpointsPerService: 5}',
      `{facts: {services: 100}, ${values('bpf: {lbMapMax: 199}')}}`,
      `{facts: {services: 40000}, ${values('bpf: {lbMapMax: null}')}}`,
    ],
    holds: [
      'facts: {services: 32768, endpointsPerService: 1}',
      `{facts: {services: 30000, endpointsPerService: 5}, ${values('bpf: {lbMapMax: 262144}')}}`,
    ],
  },
  'node-pool-os': {
    breaks: ['nodePools: [{name: a, type: regular}]'],
    holds: [
      'nodePools: [{name: a, type: super}]',
      'nodePools: [{name: a, type: regular, kernel: "5.15"}]',
      'nodePools: [{name: a, type: registered, os: ubuntu-22.04}]',
      'nodePools: [{name: a, type: regular, os: tlinux4_x86_64_public}]',
    ],
  },
  'node-pool-kernel': {
    breaks: [
      'nodePools: [{name: a, type: regular, kernel: "5.4.241"}]',
      'nodePools: [{name: a, type: regular, kernel: "4.19"}]',
    ],
    holds: [
      'nodePools: [{name: a, type: regular, kernel: "5.10.0"}]',
      'nodePools: [{name: a, type: regular, kernel: "6.6"}]',
    ],
  },
  'native-node-image': {
    breaks: [
      'nodePools: [{name: a, type: native, os: tencentos-4}]',
      'nodePools: [{name: a, type: karpenter, os: tencentos-4, imageLabel: beta}]',
    ],
    holds: [
      'nodePools: [{name: a, type: native, os: tencentos-4, imageLabel: ts4-public}]',
      'nodePools: [{name: a, type: karpenter, os: tencentos-4, imageLabel: ts4-public}]',
    ],
  },
  'operator-on-super-node': {
    breaks: [
      `{nodePools: [{name: a, type: super}], ${values('operator: {affinity: {nodeAffinity: null}}')}}`,
    ],
    holds: ['nodePools: [{name: a, type: super}]', values('operator: {affinity: {nodeAffinity: null}}')],
  },
  'ipsec-vpc-cni': {
    breaks: [values('encryption: {enabled: true}')],
    holds: [
      values('encryption: {enabled: true, type: wireguard}'),
      `{network: {mode: global-router, routing: overlay}, ${values('encryption: {enabled: true}')}}`,
    ],
  },
  'mesh-field': {
    breaks: [
      MEMBERS('other: {id: 1, subnet: subnet-1}'),
      MEMBERS('gz: {id: 1}'),
      MEMBERS('gz: {id: 1, subnet: subnet-1}', 'ca: cert-manager'),
      MEMBERS('gz: {id: 1, subnet: subnet-1}', 'ca: secret, issuer: {name: mesh-ca}'),
      MEMBERS('gz: {id: 1, subnet: subnet-1}, bj: {id: 1, address: 10.1.0.5}'),
      MEMBERS('gz: {id: 1, subnet: subnet-1, address: 10.1.0.5}, bj: {id: 2, address: 10.1.0.5}'),
    ],
    holds: [
      MEMBERS('gz: {id: 1, subnet: subnet-1}'),
      MEMBERS('gz: {id: 1, subnet: subnet-1}', 'ca: cert-manager, issuer: {name: mesh-ca}'),
      MEMBERS('gz: {id: 1, subnet: subnet-1, address: 10.0.0.5}, bj: {id: 2, address: 10.1.0.5}'),
    ],
  },
  'mesh-pod-cidrs': {
    breaks: [
      MEMBERS(
        'gz: {id: 1, subnet: subnet-1, podCidrs: [10.1.0.0/16]}, bj: {id: 2, podCidrs: [10.1.128.0/17]}',
      ),
      MEMBERS('gz: {id: 1, subnet: subnet-1, podCidrs: [10.1.0.1/16]}'),
      `{network: {routing: overlay, podCidrs: [10.244.0.0/16]}, ${MEMBERS('gz: {id: 1, subnet: subnet-1}')}}`,
    ],
    holds: [
      MEMBERS(
        'gz: {id: 1, subnet: subnet-1, podCidrs: [10.1.0.0/17]}, bj: {id: 2, podCidrs: [10.1.128.0/17]}',
      ),
      `{network: {routing: overlay, podCidrs: [10.244.0.0/16]}, ${MEMBERS('gz: {id: 1, subnet: subnet-1, podCidrs: [10.244.0.0/16]}')}}`,
    ],
  },
  'mesh-peer-unconnected': {
    breaks: [MEMBERS('gz: {id: 1, subnet: subnet-1}, bj: {id: 2}')],
    holds: [MEMBERS('gz: {id: 1, subnet: subnet-1}, bj: {id: 2, address: 10.1.0.5}')],
  },
  'cluster-mesh-identity': {
    breaks: [
      values('clustermesh: {useAPIServer: true}'),
      values('cluster: {id: 256, name: a}'),
      values('cluster: {id: 1}'),
      values('cluster: {id: 1, name: Not_A_Name}'),
    ],
    holds: [
      values('cluster: {id: 255, name: gz-1}'),
      values('cluster: {id: 511, name: gz-1}, clustermesh: {maxConnectedClusters: 511}'),
    ],
  },
  'cluster-mesh-load-balancer': {
    breaks: [values(`${MESH}, apiserver: {service: {type: LoadBalancer}}}`)],
    holds: [values(`${MESH}, apiserver: {${SUBNET}}}`), values(`${MESH}}`)],
  },
  'cluster-mesh-node-port': {
    breaks: [values(`${MESH}}`)],
    holds: [values(`${MESH}, apiserver: {${SUBNET}}}`), values('cluster: {id: 7, name: gz}')],
  },
  'cluster-mesh-shared-ca': {
    breaks: [values(`${MESH}, apiserver: {tls: {auto: {method: cronJob}}}}`)],
    holds: [values(`${MESH}, apiserver: {tls: {auto: {method: certmanager}}}}`)],
  },
  'hubble-ui-needs-relay': {
    breaks: [values('hubble: {ui: {enabled: true}}')],
    holds: [values('hubble: {ui: {enabled: true}, relay: {enabled: true}}')],
  },
  'flow-log-loop': {
    breaks: [
      values('hubble: {export: {dynamic: {enabled: true}}}'),
      values('hubble: {export: {static: {enabled: true}}}'),
    ],
    holds: [
      values(
        'hubble: {export: {dynamic: {enabled: true, config: {content: [{name: all, excludeFilters: [{source_ip: [169.254.0.71]}, {destination_ip: [169.254.0.71]}]}]}}}}',
      ),
      values(
        'hubble: {export: {dynamic: {enabled: true, config: {content: [{name: drops, includeFilters: [{verdict: [DROPPED]}]}]}}}}',
      ),
      values(
        'hubble: {export: {static: {enabled: true, denyList: ["{\\"source_ip\\":[\\"169.254.0.71\\"]}"]}}}',
      ),
    ],
  },
  'certificates-at-render': {
    breaks: [values('hubble: {tls: {auto: {method: helm}}}'), values(`${MESH}}`)],
    holds: [
      values('hubble: {enabled: false, tls: {auto: {method: helm}}}'),
      values('hubble: {tls: {auto: {method: certmanager}}}'),
    ],
  },
};
