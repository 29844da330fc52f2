import { timeOfDay } from './clock.js';
import { $, el, fill, put } from './dom.js';
import { arrowsOf, lanesOf } from './diagram.js';
import { duration, verdict } from './verdict.js';
import { playground } from './playground.js';
import { labelOf } from './trace.js';
import { words } from './words.js';

let calls = [];
let last = 0;
let chosenAction = '';
let chosenCall = 0;
let isInMemory = false;

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
  if (isChanged) showSequence();
  return isChanged;
}

/** Selects the newest action. */
export function showNewest() {
  chosenAction = '';
  chosenCall = 0;
  showSequence();
}

export function startSequence() {
  $('actions').addEventListener('keydown', moveAction);
  $('clear-calls').addEventListener('click', async () => {
    await playground('DELETE', 'calls');
    await fetchCalls();
  });
}

export function nameStorage(text) {
  isInMemory = text === 'memory';
  showSequence();
}

export function showSequence() {
  fill($('lanes'), lanesOf(isInMemory ? words().sequence.inMemory : ''));
  const actions = actionsOf();
  // Prefer an action of this phone to those of other clients.
  const action = actions.find((action) => action.trace === chosenAction) ?? actions.find((action) => labelOf(action.trace)) ?? actions[0];
  $('no-calls').hidden = actions.length > 0;
  $('calls').hidden = actions.length === 0;
  put($('sequence-about'), action ? words().sequence.about(action.label, action.calls.length, duration(action.ms)) : '');
  fill($('actions'), actions.map((each) => entry(each, each === action)));
  const call = action?.calls.find((call) => call.sequence === chosenCall);
  fill($('arrows'), action ? arrowsOf(action.calls, call, choose) : []);
}

function choose(call) {
  chosenCall = chosenCall === call.sequence ? 0 : call.sequence;
  showSequence();
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
      label: words().actions[labelOf(trace)] ?? (gateway[0] ? `${gateway[0].method} ${gateway[0].target}` : calls[0].method),
      ms: Math.max(...calls.map((call) => new Date(call.time) - start + call.durationMs)),
      worst: ['bad', 'warn'].flatMap((kind) => gateway.map(verdict).filter(([each]) => each === kind))[0],
    };
  }).sort((a, b) => b.start - a.start);
}

// Compares times as text, because they are more precise than a Date. Of calls with the same start the longer one contains the other.
function byTime(a, b) {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : b.durationMs - a.durationMs;
}

function entry(action, isChosen) {
  const [kind, status] = action.worst ?? ['good'];
  const about = [timeOfDay(action.start), status, duration(action.ms)].filter(Boolean).join(' · ');
  const button = el('button', { type: 'button', className: `action ${kind}`, role: 'tab', ariaSelected: String(isChosen), tabIndex: isChosen ? 0 : -1 },
    el('span', { className: 'action-label', title: action.label }, action.label),
    el('span', { className: 'action-about' }, about));
  button.setAttribute('aria-controls', 'diagram');
  button.dataset.key = action.trace;
  button.addEventListener('click', () => chooseAction(action.trace));
  return button;
}

function chooseAction(trace) {
  chosenAction = trace;
  chosenCall = 0;
  showSequence();
}

// The actions are one tab stop. The arrow keys move among them.
function moveAction(event) {
  const entries = [...$('actions').children];
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowUp: at - 1, ArrowLeft: at - 1, ArrowDown: at + 1, ArrowRight: at + 1, Home: 0, End: entries.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const { key } = entries[Math.min(Math.max(to, 0), entries.length - 1)].dataset;
  entries.find((entry) => entry.dataset.key === key).focus();
  chooseAction(key);
}
