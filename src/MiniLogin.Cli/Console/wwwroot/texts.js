import en from './texts-en.js';
import zh from './texts-zh.js';

// The texts of the page. Both languages have the same keys. What AWS answers is shown as it is, in English.
export default { zh, en };
