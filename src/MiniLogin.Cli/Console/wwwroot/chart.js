import { el } from './dom.js';
import { hour, time } from './times.js';
import { words } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [960, 230, 46, 24, 10];

/** The metrics that have no login in common, with the class of their colour. */
const STACKED = { LoginsRejected: 'series-rejected', LoginsThrottled: 'series-throttled', LoginsOverQuota: 'series-quota', LoginsFailed: 'series-failed' };

const sum = (values) => values.reduce((all, value) => all + value, 0);

/** The logins that did not succeed, by hour and reason: a picture, a table of the reasons and one of the hours. */
export function chart({ hours, series }) {
  const texts = words().failures;
  const stacked = Object.keys(STACKED).map((name) => series.find((each) => each.name === name));
  const causes = series.filter(({ name }) => !(name in STACKED) && name !== 'LoginsSucceeded');
  const succeeded = series.find(({ name }) => name === 'LoginsSucceeded');
  return [
    el('div', { className: 'scrolls', tabIndex: 0, role: 'group', ariaLabel: texts.title }, picture(hours, stacked)),
    table(texts.reasons, [texts.reason, texts.day, texts.events], [
      reason(succeeded), ...stacked.map((each) => reason(each, STACKED[each.name])), ...causes.map((each) => reason(each)),
    ], 'reasons'),
    el('details', { className: 'by-hour' }, el('summary', {}, texts.byHour),
      table(texts.byHour, [texts.hour, ...[succeeded, ...stacked].map(({ name }) => texts.names[name])], hours.map((start, i) => el('tr', {},
        el('th', { scope: 'row', className: 'time' }, time(start).slice(0, 16)),
        ...[succeeded, ...stacked].map(({ values }) => el('td', { className: 'time' }, String(values[i]))))))),
  ];
}

function reason({ name, events, values }, colour) {
  const texts = words().failures;
  return el('tr', {},
    el('th', { scope: 'row' }, colour ? swatch(colour) : el('span', { className: 'swatch' }), texts.names[name]),
    el('td', { className: 'time' }, sum(values).toLocaleString('en')),
    el('td', { className: 'events' }, events.length > 0 ? el('code', {}, events.join(', ')) : texts.throttle));
}

function table(label, heads, rows, className = '') {
  const body = el('table', { className }, el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', {}, ...rows));
  return el('div', { className: 'table scrolls', tabIndex: 0, role: 'group', ariaLabel: label }, body);
}

function picture(hours, stacked) {
  const texts = words().failures;
  const totals = hours.map((_, i) => sum(stacked.map(({ values }) => values[i])));
  const top = nice(Math.max(...totals));
  const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const slot = (WIDTH - LEFT) / hours.length;
  const svg = node('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': texts.picture(sum(totals)) });
  for (const value of [0, top / 2, top]) {
    svg.append(node('line', { class: 'axis', x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }), label(value.toLocaleString('en'), LEFT - 8, y(value) + 4, 'end'));
  }

  hours.forEach((start, i) => {
    const x = LEFT + i * slot;
    if (i % 4 === 0) svg.append(label(hour(new Date(start)), x, HEIGHT - 6, 'start'));
    let below = 0;
    for (const { name, values } of stacked) {
      if (values[i] > 0) svg.append(node('rect', { class: STACKED[name], x: x + slot * 0.15, width: slot * 0.7, y: y(below + values[i]), height: y(below) - y(below + values[i]) }));
      below += values[i];
    }
  });
  return svg;
}

/** The next number of 2, 4, 10, 20, 40, 100, … */
function nice(value) {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))));
  return [2, 4, 10].map((step) => step * power).find((each) => each >= value);
}

function swatch(colour) {
  const svg = node('svg', { viewBox: '0 0 11 11', width: 11, height: 11, class: 'swatch', 'aria-hidden': 'true' });
  svg.append(node('rect', { class: colour, width: 11, height: 11, rx: 3 }));
  return svg;
}

function label(text, x, y, anchor) {
  const element = node('text', { x, y, 'text-anchor': anchor });
  element.textContent = text;
  return element;
}

function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
