import path from 'node:path';

const TOAST_WIDTH = 7;
const BUTTON_LENGTH = 4;

// A Chinese character is as wide as two Latin ones.
const widthOf = (text) => [...text].reduce((width, character) => width + (character > '\u00ff' ? 1 : 0.5), 0);

/** The part of `wx` that controls the screen. Like a phone, it refuses texts that are too long. Tests answer dialogs with `press`. */
export function createScreen(phone) {
  const later = (name, { success, fail, complete } = {}, result = {}) => setImmediate(() => {
    const answer = { errMsg: `${name}:${result instanceof Error ? `fail ${result.message}` : 'ok'}`, ...(result instanceof Error ? {} : result) };
    (result instanceof Error ? fail : success)?.(answer);
    complete?.(answer);
  });

  return {
    getSystemInfoSync: () => ({ language: phone.language, ...(phone.isInWeCom && { environment: 'wxwork' }) }),

    canIUse: () => !phone.isInWeCom,

    // WeCom has an older base library without these.
    ...(!phone.isInWeCom && {
      getAppBaseInfo: () => ({ language: phone.language, SDKVersion: '3.5.5', theme: 'light' }),

      openPrivacyContract(options) {
        phone.opened.push('privacy guidelines');
        later('openPrivacyContract', options, phone.hasGuide ? {} : new Error('no privacy contract'));
      },
    }),

    setNavigationBarTitle(options) {
      phone.page.title = options.title;
      later('setNavigationBarTitle', options);
    },

    showToast(options) {
      if (options.icon !== 'none' && widthOf(options.title) > TOAST_WIDTH) {
        throw new Error(`The toast '${options.title}' would be cut off.`);
      }

      phone.toasts.push(options.title);
      later('showToast', options);
    },

    showModal(options) {
      const { confirmText = '确定', cancelText = '取消' } = options;
      if ([confirmText, cancelText].some((text) => text.length > BUTTON_LENGTH)) {
        later('showModal', options, new Error('confirmText length should not larger than 4 Chinese characters'));
        return;
      }

      if (phone.dialog) {
        throw new Error(`Two dialogs are open: '${phone.dialog.content}' and '${options.content}'.`);
      }

      phone.dialog = {
        content: options.content,
        buttons: options.showCancel === false ? [confirmText] : [cancelText, confirmText],
        press(button) {
          if (!this.buttons.includes(button)) {
            throw new Error(`The dialog has no button '${button}', only ${this.buttons}.`);
          }

          phone.dialog = null;
          later('showModal', options, { confirm: button === confirmText, cancel: button === cancelText });
        },
      };
    },

    navigateTo(options) {
      phone.show(options.url);
      later('navigateTo', options, {});
    },

    stopPullDownRefresh(options) {
      phone.isRefreshing = false;
      later('stopPullDownRefresh', options);
    },

    compressImage(options) {
      phone.compressed.push(path.basename(options.src));
      later('compressImage', options, phone.canCompress ? { tempFilePath: options.src } : new Error('not supported'));
    },
  };
}
