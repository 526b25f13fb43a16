import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that read the ConfigMap cilium-config, and their reference in Cilium's own documents. */
const REFERENCES = { agent: 'cilium-agent.md', operator: 'cilium-operator-generic.md' } as const;

/** Types of flags as their help names them, whose text has a form of its own. What stands behind `--name` else is a string. */
const TYPES = ['bool', 'duration', 'int', 'uint', 'float'] as const;

/** Names of the options by program and type. Sizes of numbers are left out; options that Cilium hides are in no reference. */
export function optionTypes(module: string): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    Object.entries(REFERENCES).map(([program, file]) => {
      const text = readFileSync(join(module, 'Documentation/cmdref', file), 'utf8');
      const options = [...text.matchAll(/^ +(?:-\w, )?--([\w-]+)(?: (\w+))? {2,}/gm)].map(
        ([, name = '', type = 'bool']) => [name, type.replace(/\d+$/, '')] as const,
      );
      const ofType = (type: string) =>
        options
          .filter((option) => option[1] === type)
          .map(([name]) => name)
          .sort();
      return [program, Object.fromEntries(TYPES.map((type) => [type, ofType(type)]))];
    }),
  );
}
