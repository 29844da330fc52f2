import { $, put } from './dom.js';
import { playground } from './playground.js';

let ahead = 0;
let offsetSeconds = 0;

/** The time of the functions and of the simulated WeChat. */
export const now = () => new Date(Date.now() + ahead);

export const clockText = (date) => date.toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');

export function setClock({ now: time, clockOffsetSeconds }) {
  ahead = new Date(time) - Date.now();
  offsetSeconds = clockOffsetSeconds;
  show();
}

/** @param onMoved Called after the user has moved the clock. */
export function startClock(onMoved) {
  setInterval(show, 1000);
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', async () => {
      setClock(await playground('POST', 'clock', { advanceSeconds: Number(button.dataset.advance) }));
      onMoved();
    });
  }
}

function show() {
  put($('now'), clockText(now()));
  $('now').dateTime = now().toISOString();
  const days = Math.floor(offsetSeconds / 86400);
  const hours = Math.round((offsetSeconds % 86400) / 3600);
  const parts = [days && `${days} d`, hours && `${hours} h`].filter(Boolean);
  put($('offset'), offsetSeconds === 0 ? 'system time' : `${parts.join(' ') || `${Math.round(offsetSeconds)} s`} ahead`);
}
