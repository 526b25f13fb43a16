import { OutsideProfile } from '../go/errors';
import { type Dict, type Method, Struct, typeName, type Value } from '../go/value';
import type { Frame } from './frame';

/**
 * Evaluates `.name` on a receiver that takes no arguments.
 *
 * @param declared the static type of the receiver in Go's eyes, for the message
 */
export function field(frame: Frame, receiver: Value, name: string, declared?: string): Value {
  if (receiver instanceof Map) {
    return receiver.type === undefined ? (receiver.get(name) ?? null) : typedField(frame, receiver, name);
  }
  if (receiver === undefined) {
    return undefined;
  }
  if (receiver === null) {
    return frame.fail(`nil pointer evaluating interface {}.${name}`);
  }
  if (receiver instanceof Struct) {
    return structField(frame, receiver, name);
  }
  return frame.fail(`can't evaluate field ${name} in type ${declared ?? typeName(receiver)}`);
}

function typedField(frame: Frame, receiver: Dict, name: string): Value {
  const method = receiver.methods?.get(name);
  if (method) {
    return callWithout(frame, receiver, method, name);
  }
  return receiver.get(name) ?? (receiver.type === 'map[string]string' ? '' : null);
}

/** A method of what this engine does not know may well exist in Go, so its absence is no answer. */
function structField(frame: Frame, receiver: Struct, name: string): Value {
  const method = receiver.methods.get(name);
  if (method) {
    return callWithout(frame, receiver, method, name);
  }
  const value = receiver.fields.get(name);
  if (value === undefined) {
    throw new OutsideProfile(`.${name} of a ${receiver.type}`);
  }
  return value;
}

function callWithout(frame: Frame, receiver: Dict | Struct, method: Method, name: string): Value {
  if (method.parameters > 0) {
    return frame.fail(`wrong number of args for ${name}: want ${method.parameters} got 0`);
  }
  frame.calling = name;
  return method.call([], receiver);
}
