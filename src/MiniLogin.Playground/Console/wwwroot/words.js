import { load } from './commonjs.js';
import { now } from './clock.js';

// The texts of the demo mini program in both languages, and its functions to format them.
const texts = await load('/console/texts.js');
const wording = await load('/console/wording.js');

let language = sessionStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const isChinese = () => language === 'zh';

export const words = () => texts[language];

export function toggleLanguage() {
  language = isChinese() ? 'en' : 'zh';
  sessionStorage.setItem('language', language);
}

/** The text for a key such as home.login. */
export function text(place) {
  const [group, key] = place.split('.');
  return words()[group][key];
}

// Relative to the simulated clock.
export const { clockOf, isPassing, masked } = wording;
export const wordsOf = (error) => wording.wordsOf(words(), error);
export const moment = (time) => wording.moment(words(), time, now());
export const lastSeen = (time) => wording.lastSeen(words(), time, now());
