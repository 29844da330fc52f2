// What one tap causes has one trace (https://www.w3.org/TR/trace-context/), from the phone to the table.

const labels = new Map();
let current = '';

const hex = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function beginAction(label) {
  current = hex(16);
  labels.set(current, label);
}

/** What the action of this trace was called; undefined for one of somebody else. */
export const labelOf = (trace) => labels.get(trace);

export const traceparent = () => `00-${current}-${hex(8)}-01`;
