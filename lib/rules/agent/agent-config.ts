import { isObject, type JsonObject, type JsonValue } from '../../json';
import { minorNumber } from '../../version/version';
import type { Program } from './cilium-options';
import { optionsOf, type Started, startedBy } from './started';

/** What an option is when nothing sets it, as far as rules ask (daemon/cmd/daemon_main.go; 1.18 to 1.20 agree). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'bpf-lb-acceleration': 'disabled',
  'bpf-lb-dsr-dispatch': 'opt',
  'bpf-lb-mode': 'snat',
  'enable-auto-protect-node-port-range': 'true',
  'enable-cilium-node-crd': 'true',
  'enable-ipv4': 'true',
  'enable-ipv4-masquerade': 'true',
  'enable-ipv6': 'true',
  'enable-ipv6-masquerade': 'true',
  'enable-l7-proxy': 'true',
  'install-iptables-rules': 'true',
  ipam: 'cluster-pool',
  'routing-mode': 'tunnel',
  'tunnel-protocol': 'vxlan',
};

/** Name of the ConfigMap that the agents and the operator read. */
const CONFIG_MAP = 'cilium-config';

/**
 * The options that a rendered Cilium starts with, as its own code resolves them: an argument of the container before its
 * environment, that before the ConfigMap cilium-config, and the built-in default last.
 */
export class AgentConfig {
  private readonly flags: Readonly<Record<string, string>>;

  private constructor(
    /** Minor version of Cilium 1, for example 19. */
    readonly minor: number,
    private readonly data: Readonly<Record<string, string>>,
    /** How the containers of the two programs start them. */
    readonly started: Readonly<Record<Program, Started>>,
  ) {
    this.flags = optionsOf(started.agent);
  }

  /** Version of Cilium by the tag of the agent's image; undefined where no agent is among the objects, or no tag on it. */
  static versionOf(objects: readonly JsonObject[]): string | undefined {
    return /:v?(\d+\.\d+\.\d+)/.exec(startedBy('agent', objects).image)?.[1];
  }

  /** @returns undefined when no ConfigMap cilium-config is among the objects */
  static of(objects: readonly JsonObject[], version: string): AgentConfig | undefined {
    const config = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && nameOf(metadata) === CONFIG_MAP,
    );
    if (!config || !isObject(config.data)) {
      return undefined;
    }
    return new AgentConfig(minorNumber(version), textsOf(config.data), {
      agent: startedBy('agent', objects),
      operator: startedBy('operator', objects),
    });
  }

  /** Options that the agent's container sets over cilium-config, and what it sets. */
  get overrides(): readonly (readonly [option: string, value: string, beneath: string])[] {
    return Object.entries(this.flags).flatMap(([option, value]) => {
      const beneath = this.data[option];
      return beneath === undefined || beneath === value ? [] : [[option, value, beneath] as const];
    });
  }

  /** What cilium-config holds, whatever the container's arguments say. */
  get configMap(): Readonly<Record<string, string>> {
    return this.data;
  }

  text(option: string): string {
    return this.flags[option] ?? this.data[option] ?? DEFAULTS[option] ?? '';
  }

  /** As Go's strconv.ParseBool reads it; what it does not know is false to the agent. */
  on(option: string): boolean {
    return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(this.text(option));
  }

  /** Whether anything sets the option. */
  sets(option: string): boolean {
    return this.text(option) !== '';
  }

  /** NaN for what is not a number, and where nothing sets it; an empty text is 0 to Cilium. */
  number(option: string): number {
    const text = this.text(option);
    return text === '' && this.data[option] === undefined ? Number.NaN : Number(text);
  }

  get tunnels(): boolean {
    return this.text('routing-mode') === 'tunnel';
  }

  get replacesKubeProxy(): boolean {
    return this.on('kube-proxy-replacement');
  }

  get masqueradesIPv4(): boolean {
    return this.on('enable-ipv4') && this.on('enable-ipv4-masquerade');
  }

  get masqueradesIPv6(): boolean {
    return this.on('enable-ipv6') && this.on('enable-ipv6-masquerade');
  }

  get masquerades(): boolean {
    return this.masqueradesIPv4 || this.masqueradesIPv6;
  }

  /** Load balancing that answers clients directly, for all Services or for those that ask for it. */
  get usesDsr(): boolean {
    return ['dsr', 'hybrid'].includes(this.text('bpf-lb-mode')) || this.on('bpf-lb-mode-annotation');
  }

  /** Packets go through the host's own network stack (pkg/kpr/initializer, InitKubeProxyReplacementOptions). */
  get routesByHost(): boolean {
    return (
      this.on('enable-host-legacy-routing') ||
      !this.replacesKubeProxy ||
      (this.masquerades && !this.on('enable-bpf-masquerade'))
    );
  }
}

function nameOf(metadata: JsonValue | undefined): JsonValue | undefined {
  return isObject(metadata) ? metadata.name : undefined;
}

function textsOf(data: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value ?? '')]));
}
