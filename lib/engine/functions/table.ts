import type { Dialect } from '../dialect';
import type { FunctionTable } from '../eval/function';
import { CASE_FUNCTIONS } from './cases';
import { COMPARISONS } from './comparisons';
import { CUTTING_FUNCTIONS } from './cutting';
import { DATE_FUNCTIONS } from './dates';
import { DICT_FUNCTIONS } from './dicts';
import { ENCODING_FUNCTIONS, MUST_ENCODERS } from './encodings';
import { FLOW_FUNCTIONS } from './flow';
import { JSON_FUNCTIONS } from './json';
import { LIST_FUNCTIONS } from './lists';
import { NUMBER_FUNCTIONS } from './numbers';
import { PATH_FUNCTIONS } from './paths';
import { REFUSED_FUNCTIONS } from './refused';
import { REGEX_FUNCTIONS } from './regex';
import { SEMVER_FUNCTIONS } from './semver';
import { STRING_FUNCTIONS } from './strings';

const SHARED = {
  ...REFUSED_FUNCTIONS,
  ...CASE_FUNCTIONS,
  ...COMPARISONS,
  ...CUTTING_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...DICT_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...FLOW_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...SEMVER_FUNCTIONS,
  ...STRING_FUNCTIONS,
};

const TABLES: Readonly<Record<Dialect, FunctionTable>> = {
  'v3.21': new Map(Object.entries(SHARED)),
  'v4.2': new Map(Object.entries({ ...SHARED, ...MUST_ENCODERS })),
};

/** Every function a template may name in that Helm. */
export function functionsOf(dialect: Dialect): FunctionTable {
  return TABLES[dialect];
}
