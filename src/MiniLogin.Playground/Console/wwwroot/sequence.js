import { timeOfDay } from './clock.js';
import { deviceName, deviceOf } from './demo.js';
import { $, el, fill, put } from './dom.js';
import { arrowsOf, lanesOf } from './diagram.js';
import { duration, verdict } from './verdict.js';
import { playground } from './playground.js';
import { labelOf } from './trace.js';
import { words } from './words.js';

let calls = [];
let last = 0;
// Empty: the newest action, of whatever client.
let chosenAction = '';
let newestAction = '';
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
  const newest = actions.find((action) => !action.isOfPage) ?? actions[0];
  newestAction = newest?.trace ?? '';
  // An open call stays when another client sends calls.
  const action = actions.find((action) => action.trace === chosenAction) ?? actions.find((action) => action.calls.some((call) => call.sequence === chosenCall)) ?? newest;
  $('no-calls').hidden = actions.length > 0;
  $('calls').hidden = actions.length === 0;
  put($('sequence-about'), action ? words().sequence.about([action.client, action.label].filter(Boolean).join(' · '), action.calls.length, duration(action.ms)) : '');
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
  return merge([...byTrace.values()].map((calls) => calls.sort(byTime)).sort(([a], [b]) => byTime(a, b))).map((calls) => {
    const start = new Date(calls[0].time);
    const gateway = calls.filter((call) => call.to === 'gateway');
    const { trace = String(calls[0].sequence) } = calls[0];
    return {
      trace,
      calls,
      start,
      client: gateway[0] ? clientOf(gateway[0]) : '',
      isOfPage: gateway[0] !== undefined && isOfPage(gateway[0]),
      label: words().actions[labelOf(trace)] ?? (gateway[0] ? `${gateway[0].method} ${gateway[0].target}` : calls[0].method),
      ms: endOf(calls) - start,
      worst: ['bad', 'warn'].flatMap((kind) => gateway.map(verdict).filter(([each]) => each === kind))[0],
    };
  }).reverse();
}

/** DevTools and real phones do not name their actions: calls of one client that follow within a second are one. */
function merge(groups) {
  const latest = new Map();
  return groups.filter((calls) => {
    const request = calls.find((call) => call.to === 'gateway');
    if (!request || hasTrace(request)) return true;
    const earlier = latest.get(userAgentOf(request));
    const isSame = earlier && new Date(calls[0].time) - endOf(earlier) < 1000;
    if (isSame) earlier.push(...calls);
    else latest.set(userAgentOf(request), calls);
    return !isSame;
  });
}

/** Who sent the call; empty for a phone in a console. */
function clientOf(call) {
  if (hasTrace(call) || isOfPage(call)) return '';
  const { name } = deviceOf(userAgentOf(call));
  return name === 'unknown' ? userAgentOf(call).split(' ')[0] : deviceName(name);
}

/** Whether a page of the Playground fetched it, as the picture of a user. */
const isOfPage = (call) => !hasTrace(call) && headerOf(call, 'referer') === `${location.origin}/`;

const endOf = (calls) => Math.max(...calls.map((call) => +new Date(call.time) + call.durationMs));
const headerOf = (call, name) => call.requestHeaders.find((header) => header.name.toLowerCase() === name)?.value;
const hasTrace = (call) => headerOf(call, 'traceparent') !== undefined;
const userAgentOf = (call) => headerOf(call, 'user-agent') ?? '';

// Compares times as text, because they are more precise than a Date. Of calls with the same start the longer one contains the other.
function byTime(a, b) {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : b.durationMs - a.durationMs;
}

function entry(action, isChosen) {
  const [kind, status] = action.worst ?? ['good'];
  const about = [timeOfDay(action.start), status, duration(action.ms)].filter(Boolean).join(' · ');
  const button = el('button', { type: 'button', className: `action ${kind}`, role: 'tab', ariaSelected: String(isChosen), tabIndex: isChosen ? 0 : -1 },
    el('span', { className: 'action-label', title: action.label }, action.label),
    ...(action.client ? [el('span', { className: 'action-client' }, action.client)] : []),
    el('span', { className: 'action-about' }, about));
  button.setAttribute('aria-controls', 'diagram');
  button.dataset.key = action.trace;
  button.addEventListener('click', () => chooseAction(action.trace));
  return button;
}

function chooseAction(trace) {
  // Who chooses the newest action sees those that follow.
  chosenAction = trace === newestAction ? '' : trace;
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
