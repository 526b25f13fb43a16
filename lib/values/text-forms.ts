import { RE2JS } from 're2js';
import { isObject, type JsonValue } from '../json';
import type { ValueForm } from './form';

/** A regular expression of Go (https://pkg.go.dev/regexp/syntax). */
export const REGULAR_EXPRESSION: ValueForm = {
  is: 'a regular expression of Go',
  takes: (text) => {
    try {
      RE2JS.compile(text);
      return true;
    } catch {
      return false;
    }
  },
};

export const ABSOLUTE_PATH: ValueForm = {
  is: 'a path from the root, such as /var/run/cilium',
  takes: (text) => text.startsWith('/'),
};

/** A file of Hubble's exporter, or its word for the standard output. */
export const EXPORT_FILE: ValueForm = {
  is: 'a path from the root, or stdout',
  takes: (text) => text === 'stdout' || ABSOLUTE_PATH.takes(text),
};

/** Objects of JSON that stand one after the other; undefined for what is no JSON. */
export function jsonsIn(text: string): JsonValue[] | undefined {
  try {
    return JSON.parse(`[${text.replaceAll(/\}\s*\{/g, '},{')}]`) as JsonValue[];
  } catch {
    return undefined;
  }
}

/** Objects of JSON, one after the other. */
export const JSON_OBJECTS: ValueForm = {
  is: 'JSON such as {"verdict":["DROPPED"]}',
  takes: (text) => jsonsIn(text)?.every((item) => isObject(item)) === true,
};

/** Of a metric that is there without being asked for, or is not. */
export const METRIC_SWITCH: ValueForm = {
  is: 'a metric with + or - before it, such as -cilium_node_connectivity_status',
  takes: (text) => /^[-+][a-zA-Z_:][\w:]*$/.test(text),
};

/** IntOrString of Kubernetes where a string is a share. */
export const COUNT_OR_SHARE: ValueForm = {
  is: 'a whole number or a share such as 25%',
  takes: (text) => /^\d+%?$/.test(text),
};

/** Of Linux (capabilities(7)), without the CAP_ that a container runtime puts before them. */
const CAPABILITIES = [
  ...['AUDIT_CONTROL', 'AUDIT_READ', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'BPF', 'CHECKPOINT_RESTORE', 'CHOWN'],
  ...['DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE'],
  ...[
    'LINUX_IMMUTABLE',
    'MAC_ADMIN',
    'MAC_OVERRIDE',
    'MKNOD',
    'NET_ADMIN',
    'NET_BIND_SERVICE',
    'NET_BROADCAST',
  ],
  ...['NET_RAW', 'PERFMON', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYSLOG', 'SYS_ADMIN', 'SYS_BOOT'],
  ...['SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_RESOURCE'],
  ...['SYS_TIME', 'SYS_TTY_CONFIG', 'WAKE_ALARM', 'ALL'],
];

/** A container with another one is not made. */
export const CAPABILITY: ValueForm = {
  is: 'the name of a capability of Linux, such as NET_ADMIN',
  words: CAPABILITIES,
  takes: (text) => CAPABILITIES.includes(text.toUpperCase().replace(/^CAP_/, '')),
};

/** In hours a longer one is more than a duration of Go can hold. */
export const DAYS_VALID: ValueForm = {
  is: 'a number of days from 1 to 106751',
  takes: (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 106_751,
};
