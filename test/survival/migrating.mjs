/** Opens the database named on the command line with one more migration that takes some tenths of a second. */
import { MIGRATIONS } from '../../dist/store/migrations.js';
import { openStore } from '../../dist/store/store.js';

const slow = `
  CREATE TABLE added (n INTEGER PRIMARY KEY) STRICT;
  INSERT INTO added WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 300000) SELECT n FROM a;
`;
openStore(process.argv[2], { mode: 'write', migrations: [...MIGRATIONS, slow] }).close();
