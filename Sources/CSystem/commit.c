/*
  The commit of this source. pipelines/build.sh passes it; only the few files of this folder are compiled again when it
  changes. In an archive that git made, git has put it between the quotes below (export-subst in .gitattributes).
*/
#include "CSystem.h"

#include <string.h>

const char *lp_commit(void) {
#ifdef LETTERPRESS_COMMIT
  return LETTERPRESS_COMMIT;
#else
  static const char archived[] = "$Format:%H$";
  static char commit[13];
  if (archived[0] == '$') return NULL;
  memcpy(commit, archived, sizeof commit - 1);
  return commit;
#endif
}
