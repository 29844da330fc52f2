import { load } from './commonjs.js';
import { now } from './clock.js';
import { languageName } from './words.js';

// What the phone shares with the demo mini program: messages of errors, names of devices, times.
const texts = await load('/console/demo-texts.js');
const wording = await load('/console/demo-wording.js');

const words = () => texts[languageName()];

export const { deviceOf, isPassing, masked } = wording;
export const deviceName = (kind) => words().device[kind];
export const wordsOf = (error) => wording.wordsOf(words(), error);

// Relative to the simulated clock.
export const moment = (time) => wording.moment(words(), time, now());
export const lastSeen = (time) => wording.lastSeen(words(), time, now());
