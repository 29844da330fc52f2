const texts = require('../../language');

/** The user agreement, or with `kind=guide` the privacy guidelines. */
Page({
  data: {
    intro: '',
    points: [],
  },

  onLoad({ kind }) {
    const { title, intro, points } = kind === 'guide' ? texts.terms.guide : texts.terms.agreement;
    wx.setNavigationBarTitle({ title });
    this.setData({ intro, points });
  },
});
