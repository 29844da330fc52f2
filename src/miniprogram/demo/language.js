const terms = require('./terms');
const texts = require('./texts');

// WeCom does not have getAppBaseInfo.
const { language } = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
const name = language.startsWith('zh') ? 'zh' : 'en';

/** The texts in the language of WeChat or WeCom. */
module.exports = { ...texts[name], terms: terms[name] };
