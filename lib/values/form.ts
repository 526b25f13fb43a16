import { isObject, type JsonValue } from '../json';

/** How a value must be written beyond its type: one of some words, or in a format. */
export interface ValueForm {
  /** What it must be, to follow "must be". */
  readonly is: string;
  /** The words, where there are only so many. */
  readonly words?: readonly string[];
  /** Whether a text, or a number as text, is written so. */
  readonly takes: (text: string) => boolean;
}

/** One of these words. */
export function oneOfWords(...words: readonly string[]): ValueForm {
  const shown = words.map((word) => JSON.stringify(word));
  return { is: `one of ${shown.join(', ')}`, words, takes: (text) => words.includes(text) };
}

/** One of these words, in whatever case: the chart lowers it. */
export function anyCase(form: ValueForm): ValueForm {
  return { ...form, takes: (text) => form.takes(text.toLowerCase()) };
}

/** Some of these words, with blanks or commas between them. */
export function someOfWords(...words: readonly string[]): ValueForm {
  const each = oneOfWords(...words);
  return {
    is: `some of ${words.map((word) => JSON.stringify(word)).join(', ')}, with blanks between them`,
    words,
    takes: (text) => parts(text).every(each.takes),
  };
}

/** The same form or nothing at all: an empty text is the chart's own default. */
export function orEmpty(form: ValueForm): ValueForm {
  return { ...form, takes: (text) => text === '' || form.takes(text) };
}

/** Several of that form, with blanks or commas between them, or with nothing but commas. */
export function listOf(form: ValueForm, between: ' ' | ',' = ' '): ValueForm {
  return {
    is: `${form.is} or several with ${between === ',' ? 'commas' : 'blanks'} between them`,
    takes: (text) => (between === ',' ? text.split(',') : parts(text)).every(form.takes),
  };
}

/** Go's time.ParseDuration (https://pkg.go.dev/time#ParseDuration). */
export const DURATION: ValueForm = {
  is: 'a duration such as 30s or 1h30m',
  takes: (text) => /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.test(text),
};

/** A duration of Prometheus, as ServiceMonitor has it. */
export const PROMETHEUS_DURATION: ValueForm = {
  is: 'a duration such as 30s or 1m',
  takes: (text) =>
    text !== '' && /^(?:0|(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/.test(text),
};

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';

export const IPV4_CIDR: ValueForm = {
  is: 'an IPv4 CIDR such as 10.0.0.0/16',
  takes: (text) => new RegExp(`^(?:${OCTET}\\.){3}${OCTET}/(?:3[0-2]|[12]?\\d)$`).test(text),
};

export const IPV6_CIDR: ValueForm = {
  is: 'an IPv6 CIDR such as fd00::/104',
  takes: (text) => /^[0-9a-f:]*:[0-9a-f:.]*\/(?:12[0-8]|1[01]\d|\d?\d)$/i.test(text),
};

export const CIDR: ValueForm = {
  is: 'a CIDR such as 10.0.0.0/16',
  takes: (text) => IPV4_CIDR.takes(text) || IPV6_CIDR.takes(text),
};

/** Of the controller of CronJobs: five fields, or one of its names. */
export const CRON: ValueForm = {
  is: 'a cron schedule of five fields such as 0 0 1 */4 *',
  takes: (text) => {
    const fields = text.trim().split(/\s+/);
    return (
      /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text) ||
      (fields.length === 5 &&
        fields.every((field, index) =>
          field.split(',').every((item) => isCronItem(item, CRON_FIELDS[index])),
        ))
    );
  },
};

interface CronField {
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
}

const CRON_FIELDS: readonly CronField[] = [
  { lowest: 0, highest: 59 },
  { lowest: 0, highest: 23 },
  { lowest: 1, highest: 31 },
  { lowest: 1, highest: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { lowest: 0, highest: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

function isCronItem(item: string, field: CronField | undefined): boolean {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? [];
  const isEnd = (end: string) =>
    field?.names?.includes(end.toLowerCase()) ||
    (/^\d+$/.test(end) && Number(end) >= (field?.lowest ?? 0) && Number(end) <= (field?.highest ?? 0));
  return (
    range !== '' &&
    (range === '*' || range === '?' || range.split('-').every(isEnd)) &&
    range.split('-').length <= 2 &&
    (step === undefined || Number(step) > 0)
  );
}

export const PORT: ValueForm = {
  is: 'a port from 0 to 65535',
  takes: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
};

export const VLAN: ValueForm = {
  is: 'the number of a VLAN from 0 (all) to 4094',
  takes: (text) => parts(text).every((part) => /^\d{1,4}$/.test(part) && Number(part) <= 4094),
};

/** A lowest and a highest port with that between them. */
export function portRange(between: string, like: string): ValueForm {
  return {
    is: `two ports with "${between}" between them, the lower one first, such as ${like}`,
    takes: (text) => {
      const [first = '', last = '', ...more] = text.split(between);
      return more.length === 0 && PORT.takes(first) && PORT.takes(last) && Number(first) <= Number(last);
    },
  };
}

/** A share of one. */
export const RATIO: ValueForm = {
  is: 'a ratio from 0.0 to 1.0',
  takes: (text) => /^\d*\.?\d+(?:[eE]-?\d+)?$/.test(text) && Number(text) <= 1,
};

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_KEY = '(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-\\w.]{0,61}[A-Za-z0-9])?';
const LABEL_VALUE = '(?:[A-Za-z0-9](?:[-\\w.]{0,61}[A-Za-z0-9])?)?';

export const LABEL_SELECTOR: ValueForm = {
  is: 'a label selector such as k8s-app=kube-dns',
  takes: (text) => {
    const requirement = `!?${LABEL_KEY}(?:\\s*(?:==?|!=)\\s*${LABEL_VALUE}|\\s+(?:not)?in\\s+\\([^()]*\\))?`;
    return text === '' || new RegExp(`^\\s*${requirement}(?:\\s*,\\s*${requirement})*\\s*$`).test(text);
  },
};

/** Of `cilium-dbg build-config` (cilium-dbg/cmd/build-config.go); the name after the colon may be left out. */
export const CONFIG_SOURCE: ValueForm = {
  is: 'config-map:NAME, cilium-node-config:NAMESPACE, node:NAME',
  takes: (text) =>
    /^(?:config-map|cilium-node-config|node)(?::(?:[a-z0-9][-.a-z0-9]*\/)?[-.a-z0-9]*)?$/.test(text),
};

/** https://docs.cilium.io/en/stable/configuration/api-rate-limiting/ */
export const RATE_LIMITS: ValueForm = {
  is: 'limits such as endpoint-create=rate-limit:10/s,rate-burst:10',
  takes: (text) => text === '' || text.startsWith('{') || /^[a-z][-a-z0-9/{}]*=\S+$/.test(text),
};

/** How many addresses of a pool a node has ready. */
export const POOL_SIZE: ValueForm = {
  is: 'a pool and a number such as default=8',
  takes: (text) => /^[a-z0-9][-.a-z0-9]*=\d{1,9}$/.test(text),
};

export const ADDRESS_AND_PORT: ValueForm = {
  is: 'an address and a port such as 0.0.0.0:10256',
  takes: (text) => /^(?:[\w.-]*|\[[0-9a-f:]+\]):\d{1,5}$/i.test(text),
};

/** What the form is asked of: the value itself, or each item of a list. Maps have no form. */
export function textsOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => (isObject(item) || Array.isArray(item) ? [] : textsOf(item)));
  }
  return value === null || isObject(value) || typeof value === 'boolean' ? [] : [String(value)];
}

function parts(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}
