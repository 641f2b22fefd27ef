#include "pjrt_table.h"

#include "pjrt_arguments.h"

/* The places that the header promises: a table's first function follows its version. */
_Static_assert(offsetof(lp_pjrt_table, functions) == 40, "the table's head is 40 bytes");
_Static_assert(sizeof(void *) == 8, "the layouts here are those of 64 bits");

typedef lp_pjrt_error *(*function_with_error)(void *arguments);
typedef void (*function_without_error)(void *arguments);

bool lp_pjrt_has(const lp_pjrt_table *table, lp_pjrt_function function) {
  size_t end = offsetof(lp_pjrt_table, functions) + ((size_t)function + 1) * sizeof(void *);
  return table->size >= end && table->functions[function] != NULL;
}

lp_pjrt_error *lp_pjrt_call(const lp_pjrt_table *table, lp_pjrt_function function, void *arguments) {
  return ((function_with_error)table->functions[function])(arguments);
}

void lp_pjrt_call_void(const lp_pjrt_table *table, lp_pjrt_function function, void *arguments) {
  ((function_without_error)table->functions[function])(arguments);
}

const lp_pjrt_table *lp_pjrt_table_from(void *symbol) {
  return ((const lp_pjrt_table *(*)(void))symbol)();
}

void lp_pjrt_release(void (*release)(lp_pjrt_serialized *), lp_pjrt_serialized *serialized) {
  if (release) release(serialized);
}
