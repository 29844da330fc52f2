const texts = require('./texts');

const isChinese = wx.getAppBaseInfo().language.startsWith('zh');

/** The texts in the language that WeChat is set to. */
module.exports = isChinese ? texts.zh : texts.en;
