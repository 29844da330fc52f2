import { dateAndTime, zone } from './clock.js';
import { el, parse } from './dom.js';
import { words } from './words.js';

/** The details of a call: its request and answer. */
export function detailOf(call) {
  const { answer, event, request } = words().call;
  return el('div', { className: 'call' },
    el('p', { className: 'call-target' }, `${call.method} ${call.target}`),
    el('p', { className: 'muted' }, `${dateAndTime(new Date(call.time))} ${zone}`),
    el('div', { className: 'messages' },
      message(call.to === 'function' ? event : request, call.requestHeaders, call.requestBody),
      message(answer, call.responseHeaders, call.responseBody)));
}

function message(title, headers, body) {
  const texts = words().call;
  const section = el('section', {}, el('h3', {}, title));
  if (headers.length > 0) section.append(el('dl', { className: 'headers' }, ...headers.flatMap(({ name, value }) => [el('dt', {}, name), el('dd', {}, value)])));
  if (body.length > 0 && body.isText) section.append(el('pre', { tabIndex: 0, role: 'region', ariaLabel: texts.body(title) }, ...pretty(body.text)));
  const notes = body.length === 0 ? [texts.noBody] : [texts.bytes(body.length.toLocaleString('en')), !body.isText && texts.binary, body.isCut && texts.cut];
  section.append(el('p', { className: 'muted' }, notes.filter(Boolean).join(texts.comma)));
  return section;
}

function pretty(text) {
  const json = parse(text);
  if (json === null || typeof json !== 'object') return [text];
  const source = JSON.stringify(json, null, 2);
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const parts = [];
  let end = 0;
  for (const match of source.matchAll(token)) {
    const [all, string, colon] = match;
    parts.push(source.slice(end, match.index), el('span', { className: colon ? 'k' : string ? 's' : 'n' }, string ?? all), colon ?? '');
    end = match.index + all.length;
  }
  return [...parts, source.slice(end)];
}
