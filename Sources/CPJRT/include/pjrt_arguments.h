/*
  The structs of arguments, one for each kind of call; those of programs are in pjrt_programs.h. Each begins with
  `LP_PJRT_HEAD`: its size, and extensions, of which there are none here. `out` marks what the plugin writes.
*/
#ifndef CPJRT_ARGUMENTS_H
#define CPJRT_ARGUMENTS_H

#include "pjrt_programs.h"
#include "pjrt_store.h"
#include "pjrt_table.h"

/* MARK: errors, values, plugin, events */

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_error *error;
} lp_pjrt_error_destroy;

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_error *error;
  const char *text; /* out, lives as long as the error */
  size_t text_size; /* out */
} lp_pjrt_error_message;

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_error *error;
  int code; /* out, of absl::StatusCode */
} lp_pjrt_error_code;

typedef enum {
  LP_PJRT_VALUE_STRING = 0,
  LP_PJRT_VALUE_INT64 = 1,
  LP_PJRT_VALUE_INT64_LIST = 2,
  LP_PJRT_VALUE_FLOAT = 3,
  LP_PJRT_VALUE_BOOL = 4,
} lp_pjrt_value_type;

/* An option or an attribute. */
typedef struct {
  LP_PJRT_HEAD;
  const char *name;
  size_t name_size;
  int type; /* an lp_pjrt_value_type */
  union {
    const char *string;
    int64_t int64;
    const int64_t *int64_list;
    float float32;
    bool boolean;
  } value;
  size_t value_size; /* elements of a string or list, otherwise 1 */
} lp_pjrt_named_value;

/* Only the head: `PLUGIN_INITIALIZE`. */
typedef struct {
  LP_PJRT_HEAD;
} lp_pjrt_nothing;

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_named_value *values; /* out, live as long as the process */
  size_t count;                      /* out */
} lp_pjrt_plugin_attributes;

/* `EVENT_DESTROY`, `EVENT_AWAIT`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_event *event;
} lp_pjrt_of_event;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_event *event;
  bool is_ready; /* out */
} lp_pjrt_event_is_ready;

/* MARK: clients and devices */

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_named_value *options;
  size_t option_count;
  lp_pjrt_store_get store_get; /* NULL, as the other two, where this process is alone */
  void *store_get_context;
  lp_pjrt_store_put store_put;
  void *store_put_context;
  lp_pjrt_client *client; /* out */
  lp_pjrt_store_try_get store_try_get;
  void *store_try_get_context;
} lp_pjrt_client_create;

/* `CLIENT_DESTROY`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_client *client;
} lp_pjrt_of_client;

/* A text of some object, which lives as long as it: `CLIENT_PLATFORM_NAME`, `CLIENT_PLATFORM_VERSION`,
   `DESCRIPTION_KIND`, `DESCRIPTION_TO_STRING`, `EXECUTABLE_NAME`, `EXECUTABLE_FINGERPRINT`, `TOPOLOGY_PLATFORM_NAME`,
   `TOPOLOGY_PLATFORM_VERSION`. */
typedef struct {
  LP_PJRT_HEAD;
  void *object;
  const char *text; /* out */
  size_t text_size; /* out */
} lp_pjrt_text;

/* A number of some object: `CLIENT_PROCESS_INDEX`, `DESCRIPTION_ID`, `DESCRIPTION_PROCESS_INDEX`. */
typedef struct {
  LP_PJRT_HEAD;
  void *object;
  int value; /* out */
} lp_pjrt_number;

/* A count or size of some object: `EXECUTABLE_REPLICAS`, `EXECUTABLE_PARTITIONS`, `EXECUTABLE_OUTPUTS`,
   `EXECUTABLE_CODE_SIZE`, `BUFFER_DEVICE_SIZE`. */
typedef struct {
  LP_PJRT_HEAD;
  void *object;
  int64_t value; /* out */
} lp_pjrt_size;

/* The devices of some object: `CLIENT_DEVICES`, `CLIENT_ADDRESSABLE_DEVICES`, `LOADED_ADDRESSABLE_DEVICES`. */
typedef struct {
  LP_PJRT_HEAD;
  void *object;
  lp_pjrt_device *const *devices; /* out */
  size_t count;                   /* out */
} lp_pjrt_devices;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_client *client;
  int replicas;
  int partitions;
  size_t assignment_count; /* replicas times partitions, at least */
  int *assignment;         /* out: ids of devices, replica by replica */
} lp_pjrt_default_assignment;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_device *device;
  lp_pjrt_device_description *description; /* out */
} lp_pjrt_device_get_description;

/* `DESCRIPTION_ATTRIBUTES`, `EXECUTABLE_COST_ANALYSIS`. */
typedef struct {
  LP_PJRT_HEAD;
  void *object;
  size_t count;                      /* out */
  const lp_pjrt_named_value *values; /* out, live as long as the object */
} lp_pjrt_named_values;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_device *device;
  int64_t bytes_in_use; /* out, as all that follow */
  int64_t peak_bytes_in_use;
  bool has_peak_bytes_in_use;
  int64_t allocations;
  bool has_allocations;
  int64_t largest_allocation;
  bool has_largest_allocation;
  int64_t bytes_limit;
  bool has_bytes_limit;
  int64_t bytes_reserved;
  bool has_bytes_reserved;
  int64_t peak_bytes_reserved;
  bool has_peak_bytes_reserved;
  int64_t reservable_limit;
  bool has_reservable_limit;
  int64_t largest_free_block;
  bool has_largest_free_block;
  int64_t pool_bytes;
  bool has_pool_bytes;
  int64_t peak_pool_bytes;
  bool has_peak_pool_bytes;
} lp_pjrt_device_memory_stats;

/* MARK: buffers */

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_client *client;
  const void *data;
  int element_type;
  const int64_t *dimensions;
  size_t rank;
  const int64_t *byte_strides; /* NULL: row by row */
  size_t byte_stride_count;
  int semantics; /* 0: copied in the call; 1: read until `done` is ready */
  lp_pjrt_device *device;
  lp_pjrt_memory *memory;
  void *layout;           /* NULL: the device's own */
  lp_pjrt_event *done;    /* out: the data is not needed any more */
  lp_pjrt_buffer *buffer; /* out */
} lp_pjrt_buffer_from_host;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
  void *layout; /* an lp_pjrt_layout, or NULL: as on the device */
  void *data;   /* NULL: only the size is asked for */
  size_t byte_count;
  lp_pjrt_event *done; /* out: the data has arrived */
} lp_pjrt_buffer_to_host;

/* A layout by the order of dimensions, the fastest first. */
typedef struct {
  LP_PJRT_HEAD;
  size_t tiled_size;
  void *tiled_extensions;
  const int64_t *minor_to_major;
  size_t rank;
  const int64_t *tile_dimensions;
  const size_t *tile_ranks;
  size_t tile_count;
  int type; /* 0: tiled */
} lp_pjrt_layout;

/* `BUFFER_DESTROY`, `BUFFER_DELETE`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
} lp_pjrt_of_buffer;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
  int type; /* out */
} lp_pjrt_buffer_element_type;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
  const int64_t *dimensions; /* out, live as long as the buffer */
  size_t rank;               /* out */
} lp_pjrt_buffer_dimensions;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
  bool is_deleted; /* out */
} lp_pjrt_buffer_is_deleted;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_buffer *buffer;
  lp_pjrt_event *event; /* out */
} lp_pjrt_buffer_ready;

/* MARK: topologies */

typedef struct {
  LP_PJRT_HEAD;
  const char *name;
  size_t name_size;
  const lp_pjrt_named_value *options;
  size_t option_count;
  lp_pjrt_topology *topology; /* out */
} lp_pjrt_topology_create;

/* `TOPOLOGY_DESTROY`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_topology *topology;
} lp_pjrt_of_topology;

#endif
