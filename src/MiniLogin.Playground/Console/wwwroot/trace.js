// All calls of one action share a trace id (https://www.w3.org/TR/trace-context/), from the phone to the table.

const labels = new Map();
let current = '';

const hex = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param label A key of the texts of actions. */
export function beginAction(label) {
  current = hex(16);
  labels.set(current, label);
}

/** The label of the action with this trace id; undefined for an action of another client. */
export const labelOf = (trace) => labels.get(trace);

export const traceparent = () => `00-${current}-${hex(8)}-01`;
