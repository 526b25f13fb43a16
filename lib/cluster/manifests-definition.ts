import { Type } from '@sinclair/typebox';
import { closedObject } from './schema-parts';

function paths(when: string) {
  return Type.Array(
    Type.String({
      minLength: 1,
      description:
        'A file with Kubernetes objects, or a directory with such files, relative to the cluster file and inside the repository.',
      examples: ['../policies', '../pools/blue.yaml'],
    }),
    { default: [], uniqueItems: true, description: `Objects that are applied ${when} Cilium.` },
  );
}

/** Objects of the user's own, which become layers of the cluster. */
export const Manifests = closedObject(
  { before: paths('before'), after: paths('after') },
  {
    default: {},
    description:
      "Kubernetes objects of your own that belong to the cluster: policies, address pools, log configurations. They become files of dist/ and are checked as this tool's own are.",
  },
);
