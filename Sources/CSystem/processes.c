/* Programs that a tool starts. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CSystem.h"

#include <spawn.h>
#include <sys/types.h>

extern char **environ;

int lp_spawn(int *pid, const char *program, char *const argv[], const char *directory) {
  posix_spawn_file_actions_t actions;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  pid_t child = 0;
  code = posix_spawn_file_actions_addchdir_np(&actions, directory);
  if (code == 0) code = posix_spawn(&child, program, &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  *pid = (int)child;
  return code;
}
