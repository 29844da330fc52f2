import { parse } from './dom.js';
import { words } from './words.js';

const bodies = new WeakMap();

function bodyOf(call) {
  if (!bodies.has(call)) bodies.set(call, parse(call.responseBody.text));
  return bodies.get(call);
}

/** The result of a call: good, warn or bad, and a short text. */
export function verdict(call) {
  const { conditionFailed, notes } = words().sequence;
  const note = notes[call.note] ?? call.note;
  if (call.status === 0) return ['bad', note ?? notes['no answer']];
  if (call.to === 'WeChat') return ofWeChat(call);
  const type = call.to === 'DynamoDB' && call.status !== 200 && (call.note ?? bodyOf(call)?.__type?.split('#').at(-1));
  if (type) return [type === 'ConditionalCheckFailedException' ? 'warn' : 'bad', type === 'ConditionalCheckFailedException' ? conditionFailed : type];
  return [call.status >= 500 ? 'bad' : call.status >= 400 || call.note ? 'warn' : 'good', note ? `${call.status} ${note}` : String(call.status)];
}

// WeChat answers errors with HTTP 200 too, so check errcode.
function ofWeChat(call) {
  const errcode = bodyOf(call)?.errcode;
  if (errcode !== undefined && Number(errcode) !== 0) return ['warn', `errcode ${errcode}`];
  if (call.status === 200 && call.responseBody.length === 0) return ['warn', words().sequence.empty200];
  if (call.status === 200 && bodyOf(call) === null) return ['warn', words().sequence.notJson];
  return [call.status >= 400 ? 'bad' : 'good', String(call.status)];
}

export const duration = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 0.01 ? '< 0.01' : ms < 1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);
