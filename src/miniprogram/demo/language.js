const texts = require('./texts');

const isChinese = wx.getAppBaseInfo().language.startsWith('zh');

/** The texts in the language of WeChat. */
module.exports = isChinese ? texts.zh : texts.en;
