import { IMAGE_LABEL_ANNOTATION, NATIVE_IMAGE_LABEL, NODE_TYPE_LABEL, SUPER_NODE } from '../tke/nodes';
import { atLeast } from '../version/version';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

/** The oldest kernel that Cilium runs on (https://docs.cilium.io/en/stable/operations/system_requirements/). */
export const OLDEST_KERNEL = '5.10';

const INSTALL = `${GUIDE}/install.md`;

/** What nodes must be, and what lets the first of them come up. */
export const NODE_RULES: readonly Rule[] = [
  {
    id: 'node-pool-os',
    severity: 'error',
    source: `${GUIDE}/appendix/verified-os.md`,
    check: ({ cluster: { nodePools } }) =>
      nodePools.flatMap(({ name, type, os, kernel }, index) =>
        type !== 'super' && os === undefined && kernel === undefined
          ? [
              {
                path: ['nodePools', index, 'os'],
                problem: `the node pool "${name}" does not say its operating system`,
                remedy: 'Add os, for example tencentos-4: Cilium needs a kernel of 5.10 or later',
              },
            ]
          : [],
      ),
  },
  {
    id: 'node-pool-kernel',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/operations/system_requirements/',
    check: ({ cluster: { nodePools } }) =>
      nodePools.flatMap(({ name, kernel }, index): Breach[] => {
        return kernel !== undefined && !atLeast(kernel, OLDEST_KERNEL)
          ? [
              {
                path: ['nodePools', index, 'kernel'],
                problem: `the nodes of "${name}" run kernel ${kernel}, and Cilium needs ${OLDEST_KERNEL} or later`,
                remedy: 'Rebuild the pool with a newer image, for example tencentos-4',
              },
            ]
          : [];
      }),
  },
  {
    id: 'native-node-image',
    severity: 'error',
    source: INSTALL,
    check: ({ cluster: { nodePools } }) =>
      nodePools.flatMap(({ name, type, imageLabel }, index) =>
        (type === 'native' || type === 'karpenter') && imageLabel !== NATIVE_IMAGE_LABEL
          ? [
              {
                path: ['nodePools', index, 'imageLabel'],
                problem: `the ${type === 'native' ? 'native' : 'Karpenter'} node pool "${name}" has ${imageLabel === undefined ? 'no image label' : `the image label "${imageLabel}"`}, so its nodes run a kernel that is too old for Cilium`,
                remedy: `Annotate the pool with ${IMAGE_LABEL_ANNOTATION}=${NATIVE_IMAGE_LABEL} and write imageLabel: ${NATIVE_IMAGE_LABEL} here`,
              },
            ]
          : [],
      ),
  },
  {
    id: 'operator-on-super-node',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      declared.cluster.nodePools.some(({ type }) => type === 'super') &&
      !JSON.stringify(declared.value('operator.affinity') ?? {}).includes(SUPER_NODE)
        ? [
            atValue(
              'operator.affinity',
              'the operator may land on a super node, where its probe of 127.0.0.1 fails and it restarts for ever',
              `Keep a required nodeAffinity with ${NODE_TYPE_LABEL} NotIn ${SUPER_NODE}, or remove the key`,
            ),
          ]
        : [],
  },
];
