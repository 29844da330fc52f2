import { $, el, fill, put } from './dom.js';
import { arrowsOf, lanesOf } from './diagram.js';
import { duration, verdict } from './verdict.js';
import { playground } from './playground.js';
import { labelOf } from './trace.js';

let calls = [];
let last = 0;
let chosenAction = '';
let chosenCall = 0;
let storage = '';

/** Fetches new calls. Returns whether anything has changed. */
export async function fetchCalls() {
  let news = await playground('GET', `calls?after=${last}`);
  if (news.last < last) {
    // The Playground has restarted.
    calls = [];
    news = await playground('GET', 'calls');
  }
  const kept = calls.filter((call) => call.sequence >= news.first);
  const isChanged = news.calls.length > 0 || kept.length < calls.length;
  calls = [...kept, ...news.calls];
  last = news.last;
  if (isChanged) show();
  return isChanged;
}

/** Selects the newest action. */
export function showNewest() {
  chosenAction = '';
  chosenCall = 0;
  show();
}

export function startSequence() {
  $('clear-calls').addEventListener('click', async () => {
    await playground('DELETE', 'calls');
    await fetchCalls();
  });
}

export function nameStorage(text) {
  storage = text === 'memory' ? 'in memory' : '';
  fill($('lanes'), lanesOf(storage));
}

function show() {
  const actions = actionsOf();
  // Prefer an action of this phone to those of other clients.
  const action = actions.find((action) => action.trace === chosenAction) ?? actions.find((action) => labelOf(action.trace)) ?? actions[0];
  $('no-calls').hidden = actions.length > 0;
  $('calls').hidden = actions.length === 0;
  put($('sequence-about'), action ? `${action.label}, ${action.calls.length} ${action.calls.length === 1 ? 'call' : 'calls'}, ${duration(action.ms)}` : '');
  fill($('actions'), actions.map((each) => entry(each, each === action)));
  const call = action?.calls.find((call) => call.sequence === chosenCall);
  fill($('arrows'), action ? arrowsOf(action.calls, call, choose) : []);
}

function choose(call) {
  chosenCall = chosenCall === call.sequence ? 0 : call.sequence;
  show();
}

function actionsOf() {
  const byTrace = Map.groupBy(calls, (call) => call.trace ?? String(call.sequence));
  return [...byTrace].map(([trace, calls]) => {
    calls.sort(byTime);
    const start = new Date(calls[0].time);
    const gateway = calls.filter((call) => call.to === 'gateway');
    return {
      trace,
      calls,
      start,
      label: labelOf(trace) ?? (gateway[0] ? `${gateway[0].method} ${gateway[0].target}` : calls[0].method),
      ms: Math.max(...calls.map((call) => new Date(call.time) - start + call.durationMs)),
      kind: ['bad', 'warn'].find((kind) => gateway.some((call) => verdict(call)[0] === kind)) ?? 'good',
    };
  }).sort((a, b) => b.start - a.start);
}

// Compares times as text, because they are more precise than a Date. Of calls with the same start the longer one contains the other.
function byTime(a, b) {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : b.durationMs - a.durationMs;
}

function entry(action, isChosen) {
  const button = el('button', { type: 'button', className: `action ${action.kind}` },
    el('span', { className: 'action-label' }, action.label),
    el('span', { className: 'action-about' }, `${action.start.toLocaleTimeString('en-GB')} · ${duration(action.ms)}`));
  button.dataset.key = action.trace;
  if (isChosen) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', () => {
    chosenAction = action.trace;
    chosenCall = 0;
    show();
  });
  return el('li', {}, button);
}
