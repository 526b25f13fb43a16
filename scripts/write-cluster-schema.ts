import { writeFileSync } from 'node:fs';
import { clusterSchemaFile } from '../lib/cluster/schema-file';

writeFileSync('schemas/cluster.schema.json', clusterSchemaFile());
