import { randomBytes } from 'node:crypto';
import type { Program } from '../parts/program';
import { until } from '../testbed/process';
import { CiliumProcess } from './cilium';
import { API_SERVER } from './clusters';
import type { Machine } from './machine';
import type { Rendered, Workload } from './synth';
import type { Testbed } from './testbed';

/** Where the DaemonSet mounts them. What is on the node already is the node's. */
const PLACES = `
mkdir -p /var/lib/cilium/tls
ln -sfn /run/work/hubble /var/lib/cilium/tls/hubble
ln -sfn /run/work/cni /tmp/cni-configuration
cp -n /run/work/net.d/* /host/etc/cni/net.d/
cp -r /run/work/etc/. /etc/
`;

/** What tke-cni-agent writes, as far as it matters: a configuration with the name that Cilium appends itself to. */
const TKE_CNI_CONFIG = JSON.stringify({ cniVersion: '0.3.1', name: 'multus-cni', type: 'multus' });

/** A machine with the files that the pods of Cilium find on it, ready to start them. */
export class Installation {
  private constructor(
    readonly machine: Machine,
    private readonly host: string,
    private readonly config: string,
    private readonly tokens: Readonly<Record<'agent' | 'operator', string>>,
  ) {}

  /**
   * @param tkeConfig the CNI configuration that TKE's own agent has put on the node
   */
  static async on(
    machine: Machine,
    testbed: Testbed,
    { config, cniConfig = '', mounted }: Pick<Rendered, 'config' | 'cniConfig' | 'mounted'>,
    tkeConfig = TKE_CNI_CONFIG,
  ): Promise<Installation> {
    for (const [key, value] of Object.entries(config)) {
      machine.write(`config/${key}`, value);
    }
    for (const [name, content] of Object.entries(testbed.certificates)) {
      machine.write(`hubble/${name}`, content);
    }
    for (const [path, content] of Object.entries(mounted)) {
      machine.write(`etc/${path}`, content);
    }
    // The Secret with the key for IPsec is one that people make themselves.
    machine.write('etc/ipsec/keys', `3 rfc4106(gcm(aes)) ${randomBytes(20).toString('hex')} 128\n`);
    machine.write('cni/cni-config', cniConfig);
    machine.write('net.d/00-multus.conf', tkeConfig);
    const { status, stderr } = await machine.run(['sh', '-ec', PLACES]);
    if (status !== 0) {
      throw new Error(`the files of the node could not be put in place: ${stderr}`);
    }
    return new Installation(machine, testbed.host, '/run/work/config', {
      agent: await testbed.mountToken(machine, 'cilium'),
      operator: await testbed.mountToken(machine, 'cilium-operator'),
    });
  }

  start(
    kind: 'agent' | 'operator',
    program: Program,
    workload: Workload,
    more: NodeJS.ProcessEnv = {},
  ): CiliumProcess {
    const { machine, config, tokens } = this;
    // Beside kube-proxy the kubelet names the Service of the API server, for which there is no kube-proxy here.
    const beside = {
      KUBERNETES_SERVICE_HOST: this.host,
      KUBERNETES_SERVICE_PORT: String(API_SERVER.port),
      ...more,
    };
    const place = { machine, config, serviceAccount: tokens[kind] };
    return CiliumProcess.start(kind, program, workload, place, beside);
  }

  /** What the agent's own API says of it, once it says that all is well. */
  async health(seconds = 60): Promise<string> {
    const curl = ['curl', '-s', '--max-time', '5', '--unix-socket', '/run/cilium/cilium.sock'];
    let seen = 'no answer';
    return until(
      'the agent to say that it is well',
      async () => {
        const { stdout } = await this.machine.run([...curl, 'http://localhost/v1/healthz']);
        const { state, msg } = stateOf(stdout);
        seen = `${state} ${msg}`.trim();
        return state === 'Ok' ? seen : undefined;
      },
      { seconds, seen: () => seen },
    );
  }
}

function stateOf(answer: string): { readonly state: string; readonly msg: string } {
  if (!answer.startsWith('{')) {
    return { state: '', msg: answer.slice(0, 100) };
  }
  const { state = '', msg = '' } =
    (JSON.parse(answer) as { cilium?: { state?: string; msg?: string } }).cilium ?? {};
  return { state, msg };
}
