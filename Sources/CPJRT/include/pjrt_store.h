/*
  The functions by which a plugin asks for what other processes said, and says something itself. It calls them on
  threads of its own, several at once, as long as the client lives.

  Plugins leave the heads of these structs as they find them: nothing here may look at size or extensions.
*/
#ifndef CPJRT_STORE_H
#define CPJRT_STORE_H

#include "pjrt_table.h"

/* Makes an error of the plugin's, which copies the text. `code` is one of absl::StatusCode, not 0. */
typedef lp_pjrt_error *(*lp_pjrt_make_error)(int code, const char *text, size_t text_size);

/* Frees a value that a store gave. The plugin calls it for each, also for those of no bytes. */
typedef void (*lp_pjrt_release_value)(char *value);

/* Waits for a value. */
typedef struct {
  size_t size;
  void *extensions;
  const char *key;
  size_t key_size;
  int timeout; /* milliseconds */
  const lp_pjrt_make_error *make_error;
  void *context;
  char *value;                   /* out */
  size_t value_size;             /* out */
  lp_pjrt_release_value release; /* out */
} lp_pjrt_store_get_arguments;

/* Asks for a value that may be there. */
typedef struct {
  size_t size;
  void *extensions;
  const char *key;
  size_t key_size;
  const lp_pjrt_make_error *make_error;
  void *context;
  char *value;                   /* out */
  size_t value_size;             /* out */
  lp_pjrt_release_value release; /* out */
} lp_pjrt_store_try_get_arguments;

typedef struct {
  size_t size;
  void *extensions;
  const char *key;
  size_t key_size;
  const char *value; /* the plugin's, for the time of the call */
  size_t value_size;
  const lp_pjrt_make_error *make_error;
  void *context;
} lp_pjrt_store_put_arguments;

/* Each returns an error that `make_error` made, NULL where there is none. */
typedef lp_pjrt_error *(*lp_pjrt_store_get)(lp_pjrt_store_get_arguments *arguments);
typedef lp_pjrt_error *(*lp_pjrt_store_try_get)(lp_pjrt_store_try_get_arguments *arguments);
typedef lp_pjrt_error *(*lp_pjrt_store_put)(lp_pjrt_store_put_arguments *arguments);

#endif
