const texts = require('./language');
const wording = require('./wording');

const RED = '#FA5151';

const wordsOf = (error) => wording.wordsOf(texts, error);

function ask(content, { yes = texts.dialog.yes, no = texts.dialog.no, color } = {}) {
  return new Promise((resolve) => {
    wx.showModal({
      content,
      showCancel: no !== '',
      cancelText: no || texts.dialog.no,
      confirmText: yes,
      ...(color && { confirmColor: color }),
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}

/** Asks the user to confirm an irreversible action. */
const askToEnd = (content) => ask(content, { color: RED });

const say = (content) => ask(content, { yes: texts.dialog.ok, no: '' });

const toast = (title) => wx.showToast({ title, icon: 'success' });

/**
 * Runs one action at a time; `busy` of the page holds its name meanwhile. An error is shown, with a retry where it can help.
 * Pass `again: false` for work that a retry cannot repeat, for example with a code that works only once.
 */
async function act(page, name, work, { again = true } = {}) {
  if (page.data.busy) {
    return;
  }

  page.setData({ busy: name });
  const error = await work().then(() => null, (reason) => reason);
  page.setData({ busy: '' });
  if (!error) {
    return;
  }

  console.error(error);
  if (!again || !wording.isPassing(error)) {
    await say(wordsOf(error));
  } else if (await ask(wordsOf(error), { yes: texts.dialog.retry })) {
    await act(page, name, work);
  }
}

/** Errors of buttons with an open-type. */
const UNDECLARED = 112;
const NO_QUOTA = 1400001;

/** The words for an event of such a button without a result. Empty if the user declined. */
function refusalOf({ errno, errMsg = '' }, other) {
  if (errno === UNDECLARED) {
    console.error('errno 112: declare this data in the privacy guidelines at mp.weixin.qq.com. A change takes 5 minutes.');
    return texts.dialog.undeclared;
  }

  if (errno === NO_QUOTA) {
    console.error('errno 1400001: no phone number checks are left. Buy more at mp.weixin.qq.com.');
    return texts.home.phoneQuota;
  }

  return /deny|cancel|privacy permission/.test(errMsg) ? '' : other;
}

module.exports = { act, askToEnd, refusalOf, say, toast, wordsOf };
