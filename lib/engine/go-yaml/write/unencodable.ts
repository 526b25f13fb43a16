import { GoError } from '../../go/errors';

/** A value that encoding/json, or the YAML reader behind it, returns an error for. */
export class UnencodableValue extends GoError {}
