/*
  How a PJRT plugin is called: its table of functions, by place, and the one way in which all but two of them are called.

  The layouts are those of the PJRT C API, major 0, minor 81 and later (documented by openxla/xla in
  xla/pjrt/c/pjrt_c_api.h); the declarations and texts here are ours. Later minor versions append: to the table, and to
  the structs of arguments, whose first field says how much of them the caller knows. Plugins take structs that are
  longer than they know, so those that have grown are declared in their longest form.
*/
#ifndef CPJRT_TABLE_H
#define CPJRT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What only a plugin looks into. */
typedef struct lp_pjrt_error lp_pjrt_error;
typedef struct lp_pjrt_event lp_pjrt_event;
typedef struct lp_pjrt_client lp_pjrt_client;
typedef struct lp_pjrt_device lp_pjrt_device;
typedef struct lp_pjrt_device_description lp_pjrt_device_description;
typedef struct lp_pjrt_memory lp_pjrt_memory;
typedef struct lp_pjrt_buffer lp_pjrt_buffer;
typedef struct lp_pjrt_executable lp_pjrt_executable;
typedef struct lp_pjrt_loaded_executable lp_pjrt_loaded_executable;
typedef struct lp_pjrt_topology lp_pjrt_topology;
typedef struct lp_pjrt_serialized lp_pjrt_serialized;

/* The table that `GetPjrtApi` returns; `functions` has as many places as `size` leaves room for. */
typedef struct {
  size_t size;
  void *extensions;
  size_t version_size;
  void *version_extensions;
  int major;
  int minor;
  void *functions[];
} lp_pjrt_table;

/* The functions that are called, each with its place in the table. */
typedef enum {
  LP_PJRT_ERROR_DESTROY = 0,
  LP_PJRT_ERROR_MESSAGE = 1,
  LP_PJRT_ERROR_CODE = 2,
  LP_PJRT_PLUGIN_INITIALIZE = 3,
  LP_PJRT_PLUGIN_ATTRIBUTES = 4,
  LP_PJRT_EVENT_DESTROY = 5,
  LP_PJRT_EVENT_IS_READY = 6,
  LP_PJRT_EVENT_AWAIT = 8,
  LP_PJRT_CLIENT_CREATE = 10,
  LP_PJRT_CLIENT_DESTROY = 11,
  LP_PJRT_CLIENT_PLATFORM_NAME = 12,
  LP_PJRT_CLIENT_PROCESS_INDEX = 13,
  LP_PJRT_CLIENT_PLATFORM_VERSION = 14,
  LP_PJRT_CLIENT_DEVICES = 15,
  LP_PJRT_CLIENT_ADDRESSABLE_DEVICES = 16,
  LP_PJRT_CLIENT_COMPILE = 20,
  LP_PJRT_CLIENT_DEFAULT_ASSIGNMENT = 21,
  LP_PJRT_CLIENT_BUFFER_FROM_HOST = 22,
  LP_PJRT_DESCRIPTION_ID = 23,
  LP_PJRT_DESCRIPTION_PROCESS_INDEX = 24,
  LP_PJRT_DESCRIPTION_ATTRIBUTES = 25,
  LP_PJRT_DESCRIPTION_KIND = 26,
  LP_PJRT_DESCRIPTION_TO_STRING = 28,
  LP_PJRT_DEVICE_DESCRIPTION = 29,
  LP_PJRT_DEVICE_MEMORY_STATS = 34,
  LP_PJRT_EXECUTABLE_DESTROY = 40,
  LP_PJRT_EXECUTABLE_NAME = 41,
  LP_PJRT_EXECUTABLE_REPLICAS = 42,
  LP_PJRT_EXECUTABLE_PARTITIONS = 43,
  LP_PJRT_EXECUTABLE_OUTPUTS = 44,
  LP_PJRT_EXECUTABLE_CODE_SIZE = 45,
  LP_PJRT_EXECUTABLE_COST_ANALYSIS = 46,
  LP_PJRT_EXECUTABLE_OPTIMIZED_PROGRAM = 48,
  LP_PJRT_EXECUTABLE_SERIALIZE = 49,
  LP_PJRT_LOADED_DESTROY = 50,
  LP_PJRT_LOADED_EXECUTABLE = 51,
  LP_PJRT_LOADED_ADDRESSABLE_DEVICES = 52,
  LP_PJRT_LOADED_EXECUTE = 55,
  LP_PJRT_EXECUTABLE_DESERIALIZE = 56,
  LP_PJRT_BUFFER_DESTROY = 58,
  LP_PJRT_BUFFER_ELEMENT_TYPE = 59,
  LP_PJRT_BUFFER_DIMENSIONS = 60,
  LP_PJRT_BUFFER_DEVICE_SIZE = 64,
  LP_PJRT_BUFFER_DELETE = 67,
  LP_PJRT_BUFFER_IS_DELETED = 68,
  LP_PJRT_BUFFER_TO_HOST = 70,
  LP_PJRT_BUFFER_READY_EVENT = 72,
  LP_PJRT_TOPOLOGY_CREATE = 82,
  LP_PJRT_TOPOLOGY_DESTROY = 83,
  LP_PJRT_TOPOLOGY_PLATFORM_NAME = 84,
  LP_PJRT_TOPOLOGY_PLATFORM_VERSION = 85,
  LP_PJRT_COMPILE = 89,
  LP_PJRT_EXECUTABLE_OUTPUT_TYPES = 90,
  LP_PJRT_EXECUTABLE_OUTPUT_DIMENSIONS = 91,
  LP_PJRT_EXECUTABLE_FINGERPRINT = 94,
  LP_PJRT_EXECUTABLE_MEMORY_STATS = 96,
} lp_pjrt_function;

/* Whether a table has a function: an older or smaller plugin may leave it out. */
bool lp_pjrt_has(const lp_pjrt_table *table, lp_pjrt_function function);

/* Calls a function that returns an error, NULL where there is none. `arguments` is its struct, with its size set.
   The function must be there. */
lp_pjrt_error *lp_pjrt_call(const lp_pjrt_table *table, lp_pjrt_function function, void *arguments);

/* Calls one of the two that return nothing: `ERROR_DESTROY` and `ERROR_MESSAGE`. */
void lp_pjrt_call_void(const lp_pjrt_table *table, lp_pjrt_function function, void *arguments);

/* Calls the symbol `GetPjrtApi` of a library. */
const lp_pjrt_table *lp_pjrt_table_from(void *symbol);

/* Gives back what a plugin serialized, with the function that it named. */
void lp_pjrt_release(void (*release)(lp_pjrt_serialized *), lp_pjrt_serialized *serialized);

/* What each struct of arguments begins with. */
#define LP_PJRT_HEAD \
  size_t size;       \
  void *extensions

#endif
