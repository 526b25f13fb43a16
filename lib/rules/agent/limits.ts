import type { JsonObject } from '../../json';
import type { AgentRule, Base } from './agent-rule';

const OPTIONS = 'pkg/option/config.go';

/** Highest and lowest size of a BPF map (LimitTableMin and LimitTableMax in pkg/option/config.go). */
const TABLE = { lowest: 1024, highest: 2 ** 24 };

interface Limit {
  readonly option: string;
  /** The chart value that sets it. */
  readonly value: string;
  readonly lowest: number;
  readonly highest: number;
  /** A number the agent refuses, and a part of its words for it. */
  readonly refused: number;
  /** Default: refuses. */
  readonly ends?: AgentRule['ends'];
  readonly words: string;
  readonly file?: string;
  readonly base?: Base;
}

const LIMITS: readonly Limit[] = [
  {
    option: 'bpf-auth-map-max',
    value: 'bpf.authMapMax',
    lowest: 2 ** 8,
    highest: 2 ** 24,
    refused: 8,
    words: 'AuthMap max entries',
  },
  {
    option: 'bpf-ct-global-tcp-max',
    value: 'bpf.ctTcpMax',
    ...TABLE,
    refused: 100,
    words: 'specified CT tables values',
  },
  {
    option: 'bpf-ct-global-any-max',
    value: 'bpf.ctAnyMax',
    ...TABLE,
    refused: 100,
    words: 'specified CT tables values',
  },
  {
    option: 'bpf-nat-global-max',
    value: 'bpf.natMax',
    ...TABLE,
    refused: 100,
    words: 'specified NAT table size',
  },
  {
    option: 'bpf-lb-map-max',
    value: 'bpf.lbMapMax',
    lowest: 1,
    highest: Number.MAX_SAFE_INTEGER,
    refused: 0,
    words: 'specified LBMap max entries',
    file: 'pkg/loadbalancer/config.go',
  },
  {
    option: 'nat-map-stats-entries',
    value: 'nat.mapStatsEntries',
    lowest: 1,
    highest: 4096,
    refused: 0,
    words: 'must be between [1, 4096]',
    file: 'pkg/maps/nat/stats/stats.go',
  },
  {
    option: 'bpf-node-map-max',
    value: 'bpf.nodeMapMax',
    lowest: 16_384,
    highest: 2 ** 32 - 1,
    refused: 1,
    words: 'bpf-node-map-max cannot be less than 16384',
    file: 'pkg/maps/nodemap/cell.go',
  },
  {
    option: 'mtu',
    value: 'MTU',
    // What the kernel takes for the interfaces that the agent makes (ETH_MIN_MTU, and IP_MAX_MTU).
    lowest: 68,
    highest: 65_535,
    refused: 1,
    words: 'failed to setup base devices',
    file: 'pkg/datapath/loader/netlink.go',
  },
  {
    option: 'bpf-filter-priority',
    value: 'extraConfig.bpf-filter-priority',
    lowest: 0,
    highest: 65_535,
    refused: 65_536,
    words: 'bpf-filter-priority cannot be higher than 65535',
  },
];

/** Size of the NAT table that the agent takes for its own default, and shrinks by itself. */
export const DEFAULT_NAT_SIZE = 524_288;

const TABLES = ['bpf-nat-global-max', 'bpf-ct-global-tcp-max', 'bpf-ct-global-any-max'] as const;

const NAT_TABLE: AgentRule = {
  id: 'agent-nat-table-size',
  words: 'must not exceed maximum CT table size',
  file: OPTIONS,
  options: TABLES,
  refuses: (config) => {
    const [nat, tcp, any] = TABLES.map((option) => config.number(option));
    return nat !== undefined && nat !== DEFAULT_NAT_SIZE && nat > (tcp ?? 0) + (any ?? 0);
  },
  remedy: 'Set bpf.natMax to at most the sum of bpf.ctTcpMax and bpf.ctAnyMax',
  example: {
    base: 'native',
    values: { bpf: { natMax: 200_000, ctTcpMax: 65_536, ctAnyMax: 65_536 } },
  },
};

/** Numbers that the agent takes within limits only. */
export const LIMIT_RULES: readonly AgentRule[] = [
  NAT_TABLE,
  ...LIMITS.map(
    ({ option, value, lowest, highest, refused, words, file = OPTIONS, base = 'native' }): AgentRule => ({
      id: `agent-limit-${option}`,
      words,
      file,
      options: [option],
      refuses: (config) => {
        const number = config.number(option);
        return (
          (config.sets(option) || number === 0) &&
          !(Number.isInteger(number) && number >= lowest && number <= highest)
        );
      },
      remedy: `Set ${value} to a whole number from ${lowest} to ${highest === Number.MAX_SAFE_INTEGER ? 'what the nodes have memory for' : highest}`,
      example: { base, values: nested(value, value.startsWith('extraConfig.') ? String(refused) : refused) },
    }),
  ),
];

function nested(path: string, value: string | number): JsonObject {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}
