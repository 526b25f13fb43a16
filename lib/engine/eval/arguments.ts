import { randomOrder } from '../go/errors';
import { sharedView } from '../go/shared-view';
import { NIL_DICT, nilList, type ParameterType, Struct, typeName, Unordered, type Value } from '../go/value';
import type { Frame } from './frame';

/** What Go calls the type that a function asks for. */
const TYPE_NAMES: Readonly<Record<ParameterType, string>> = {
  any: 'interface {}',
  value: 'reflect.Value',
  string: 'string',
  bool: 'bool',
  int: 'int',
  float64: 'float64',
  dict: 'map[string]interface {}',
  list: '[]interface {}',
  'time.Time': 'time.Time',
  'sprig.certificate': 'sprig.certificate',
};

export function goTypeName(type: ParameterType): string {
  return TYPE_NAMES[type];
}

/** Whether nil may be passed where this type is asked for. */
export function canBeNil(type: ParameterType): boolean {
  return type === 'any' || type === 'value' || type === 'dict' || type === 'list';
}

/** Checks a value against the parameter it is passed to, by Go's rules of assignment. */
export function passAs(frame: Frame, value: Value, type: ParameterType): Value {
  switch (type) {
    case 'any':
      return value === undefined ? null : value;
    case 'value':
      return value;
    case 'string':
      if (typeof value === 'string') {
        return value;
      }
      break;
    case 'dict':
      if (value instanceof Map) {
        if (value.type === undefined) {
          return value;
        }
        // Helm's own maps of values are converted; maps of text or of bytes are no maps of any values.
        if (value.type === 'common.Values' || value.type === 'chartutil.Values') {
          return sharedView(value);
        }
      }
      break;
    case 'bool':
      if (typeof value === 'boolean') {
        return value;
      }
      break;
    case 'int':
      if (typeof value === 'bigint') {
        return value;
      }
      break;
    case 'float64':
      if (typeof value === 'number') {
        return value;
      }
      break;
    case 'list':
      if (Array.isArray(value) && value.type === undefined) {
        return value;
      }
      break;
    default:
      if (value instanceof Struct && value.type === type) {
        return value;
      }
  }
  return mismatch(frame, value, type);
}

function mismatch(frame: Frame, value: Value, type: ParameterType): Value {
  if (value instanceof Unordered && type === 'list') {
    throw randomOrder(value.origin);
  }
  if (value !== undefined) {
    const given = value === null ? 'interface {}' : typeName(value);
    return frame.fail(`wrong type for value; expected ${goTypeName(type)}; got ${given}`);
  }
  if (type === 'dict') {
    return NIL_DICT;
  }
  return type === 'list' ? nilList() : frame.fail(`invalid value; expected ${goTypeName(type)}`);
}
