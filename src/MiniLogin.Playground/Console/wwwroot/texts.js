import en from './texts-en.js';
import zh from './texts-zh.js';

// The texts of the console and of its phone. Both languages have the same keys. The phone takes its messages of errors, the names of
// devices and the times from the demo mini program.
export default { zh, en };
