import { put } from './dom.js';
import texts from './texts.js';

const stored = localStorage.getItem('language');
let language = stored in texts ? stored : navigator.language.startsWith('zh') ? 'zh' : 'en';

export const words = () => texts[language];

export const languageName = () => language;

export function toggleLanguage() {
  language = language === 'zh' ? 'en' : 'zh';
  localStorage.setItem('language', language);
  translatePage();
}

/** The text for a key such as faults.title. */
const text = (place) => place.split('.').reduce((group, key) => group[key], words());

/** Sets the texts of all elements with data-t, and the attributes of those with data-t-title and the like. */
export function translatePage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-t]')) put(element, text(element.dataset.t));
  for (const attribute of ['title', 'placeholder', 'aria-label']) {
    for (const element of document.querySelectorAll(`[data-t-${attribute}]`)) element.setAttribute(attribute, text(element.getAttribute(`data-t-${attribute}`)));
  }
}
