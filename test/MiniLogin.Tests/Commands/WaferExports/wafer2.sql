-- The table of wafer2-quickstart-nodejs (server/tools/cAuth.sql), but that user_info may be NULL, and rows in their shape.
-- The server and its tools wrote, into files named after them:
--   SELECT * FROM cSessionInfo INTO OUTFILE '.../wafer2-outfile.csv' CHARACTER SET utf8mb4
--     FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '\\';
--   mysqldump --tab=... cAuth cSessionInfo
--   mysql --batch, with the SELECT of docs/migrate-from-wafer.md
-- wafer2-phpmyadmin.csv and wafer2-dbeaver.csv hold the same rows as those tools write them.
SET NAMES utf8mb4;
CREATE TABLE `cSessionInfo` (
  `open_id` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `uuid` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `skey` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `create_time` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `last_visit_time` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `session_key` varchar(100) COLLATE utf8mb4_unicode_ci NOT NULL,
  `user_info` varchar(2048) COLLATE utf8mb4_unicode_ci,
  PRIMARY KEY (`open_id`),
  KEY `openid` (`open_id`) USING BTREE,
  KEY `skey` (`skey`) USING BTREE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO cSessionInfo VALUES
('oAdAmIa0Gqr6N6HRqtDskyw9joIT', 'uuid-1', 'secret-skey-1', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-1==', '{"openId":"oAdAmIa0Gqr6N6HRqtDskyw9joIT","nickName":"李雷 😀👨‍👩‍👧","gender":1,"language":"zh_CN","city":"广州","province":"广东","country":"中国","avatarUrl":"https://wx.qlogo.cn/mmopen/vi_32/lilei/0","unionId":"oUnionOfLilei","watermark":{"timestamp":1514862000,"appid":"wx0123456789abcdef"}}'),
('oAnonymous_00000000000000000', 'uuid-2', 'secret-skey-2', '2022-11-01 00:00:00', '2022-11-02 00:00:00', 'secret-key-2==', '{"openId":"oAnonymous_00000000000000000","nickName":"微信用户","gender":0,"language":"","city":"","province":"","country":"","avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/anonymous/132","watermark":{"timestamp":1514862000,"appid":"wx0123456789abcdef"}}'),
('oBroken_secret_user_000000000', 'uuid-3', 'secret-skey-3', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-3==', '{"openId":"oBroken_secret_user_000000000","nickName":"sec'),
('oEmpty_000000000000000000000', 'uuid-4', 'secret-skey-4', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-4==', ''),
('oEscapes_0000000000000000000', 'uuid-5', 'secret-skey-5', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-5==', '{"openId":"oEscapes_0000000000000000000","nickName":"a,b;c \\"d\\" \\\\e \\u674e\\n\\t f","avatarUrl":"https:\\/\\/wx.qlogo.cn\\/0"}'),
('oLines_000000000000000000000', 'uuid-6', 'secret-skey-6', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-6==', '{\n\t"openId": "oLines_000000000000000000000",\r\n\t"nickName": "韩梅梅, \\"Meimei\\""\n}'),
('oNull_0000000000000000000000', 'uuid-7', 'secret-skey-7', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-7==', NULL),
('oOtherApp_000000000000000000', 'uuid-8', 'secret-skey-8', '2018-01-02 07:00:00', '2019-03-04 05:06:07', 'secret-key-8==', '{"openId":"oOtherApp_000000000000000000","nickName":"secret name","watermark":{"timestamp":1514862000,"appid":"wxffffffffffffffff"}}');
