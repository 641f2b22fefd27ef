// What Swift cannot call or name of the system's SQLite: sqlite3_db_config is variadic, extended codes are expressions.
#include <sqlite3.h>

/// A journal was gone when its transaction ended.
static const int letterpress_sqlite_ioerr_delete_noent = SQLITE_IOERR_DELETE_NOENT;

/// Makes a connection safe for a database that somebody else may have written: no trigger of its schema runs, its views
/// and constraints call only functions without side effects, and no SQL writes around the schema.
///
/// Returns SQLITE_OK, or the code of the first setting that was refused. What an older SQLite does not know is left out.
static inline int letterpress_sqlite_harden(sqlite3 *connection) {
  int code = sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
#ifdef SQLITE_DBCONFIG_DEFENSIVE
  if (code == SQLITE_OK) code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
#endif
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
  if (code == SQLITE_OK) code = sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
#endif
  return code;
}

/// Whether the file that a connection has open is not the one at its path any more: removed, or replaced.
static inline int letterpress_sqlite_has_moved(sqlite3 *connection) {
  int moved = 0;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK) return 0;
  return moved;
}
