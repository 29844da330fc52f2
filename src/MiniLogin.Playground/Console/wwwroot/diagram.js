import { el } from './dom.js';
import { detailOf } from './call.js';
import { duration, verdict } from './verdict.js';
import { words } from './words.js';

const LANES = ['mini program', 'gateway', 'function', 'WeChat', 'DynamoDB'];

/** The headings of the lanes. @param storage A note for the DynamoDB lane when the tables are simulated in memory. */
export function lanesOf(storage) {
  return Object.values(words().sequence.lanes).map((name, lane) => el('div', { className: 'lane' }, el('span', {}, name), ...(lane === 4 && storage ? [el('small', {}, storage)] : [])));
}

/** A row for each call, and one for each answer that follows other rows. Concurrent calls are shown one after the other. */
export function arrowsOf(calls, chosen, onChosen) {
  return [...Map.groupBy(calls, (call) => call.span ?? call.sequence).values()].flatMap((group) => {
    const rows = [];
    const open = [];
    const close = (depth) => {
      while (open.length > depth) rows.push(answer(open.pop()));
    };
    for (const call of group) {
      const depth = LANES.indexOf(call.from);
      close(Math.min(depth, 2));
      const isLeaf = call.from === 'function' || !group.some((other) => LANES.indexOf(other.from) === depth + 1);
      rows.push(arrow(call, isLeaf, call === chosen, onChosen));
      if (!isLeaf) open.push(call);
    }
    close(0);
    return rows;
  });
}

function arrow(call, isLeaf, isChosen, onChosen) {
  const [kind, status] = verdict(call);
  const [from, to] = [LANES.indexOf(call.from), LANES.indexOf(call.to)];
  const names = Object.values(words().sequence.lanes);
  const about = `${status} · ${duration(call.durationMs)}`;
  const button = el('button', { type: 'button', className: 'arrow', ariaExpanded: String(isChosen) },
    el('span', { className: 'sr' }, words().sequence.arrow(names[from], names[to])),
    el('span', { className: 'arrow-label', title: call.target }, labelOf(call)),
    el('span', { className: 'line', ariaHidden: 'true' }),
    el('span', { className: `arrow-about ${kind}${isLeaf ? '' : ' sr'}` }, about));
  button.dataset.key = call.sequence;
  button.addEventListener('click', () => onChosen(call));
  return placed(el('li', { className: `row${isLeaf ? ' leaf' : ''}` }, button, ...(isChosen ? [detailOf(call)] : [])), from, to);
}

function answer(call) {
  const [kind, status] = verdict(call);
  const [from, to] = [LANES.indexOf(call.from), LANES.indexOf(call.to)];
  return placed(el('li', { className: 'row back-row', ariaHidden: 'true' },
    el('span', { className: 'line' }),
    el('span', { className: `arrow-about ${kind}` }, `${status} · ${duration(call.durationMs)}`)), from, to);
}

function placed(row, from, to) {
  row.style.setProperty('--from', from);
  row.style.setProperty('--to', to);
  return row;
}

function labelOf({ to, method, target }) {
  const path = target.replace(/\?.*/, '');
  switch (to) {
    case 'function': return method;
    case 'WeChat': return path.split('/').at(-1);
    case 'DynamoDB': return `${method} ${path.split('-').at(-1)}`;
    default: return `${method} ${path}`;
  }
}
