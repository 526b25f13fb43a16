import { isIP, isIPv4 } from 'node:net';
import { listOf, type ValueForm } from './form';

const IPV4: ValueForm = { is: 'an IPv4 address', takes: isIPv4 };

export const IPV4_LIST = listOf(IPV4);

export const IP_ADDRESS: ValueForm = { is: 'an IP address', takes: (text) => isIP(text) !== 0 };

/** What a program listens on; a name would have to be known to every node. */
export const LISTEN_ADDRESS: ValueForm = {
  is: 'an IP address of the node, or localhost',
  takes: (text) => text === 'localhost' || isIP(text) !== 0,
};

export const MAC_LIST = listOf({
  is: 'a hardware address such as 82:36:4c:98:2e:56',
  takes: (text) => /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
});

/** Ones from the left, then zeros. */
export const IPV4_MASK: ValueForm = {
  is: 'a mask such as 255.255.255.0',
  takes: (text) =>
    isIPv4(text) &&
    /^1*0*$/.test(
      text
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join(''),
    ),
};

export const HTTPS_URL: ValueForm = {
  is: 'a URL such as https://localhost:15012',
  takes: (text) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text),
};
