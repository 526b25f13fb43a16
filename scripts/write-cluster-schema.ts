import { writeFileSync } from 'node:fs';
import { schemaFiles } from '../lib/cluster/schema-file';

for (const [name, text] of Object.entries(schemaFiles())) {
  writeFileSync(`schemas/${name}`, text);
}
