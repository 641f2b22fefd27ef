/*
  The structs of arguments, one for each kind of call. Each begins with `LP_PJRT_HEAD`: its size, and extensions, of
  which there are none here. `out` marks what the plugin writes.
*/
#ifndef CPJRT_ARGUMENTS_H
#define CPJRT_ARGUMENTS_H

#include "pjrt_store.h"
#include "pjrt_table.h"

#define LP_PJRT_HEAD \
  size_t size;       \
  void *extensions

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

/* MARK: programs and executables */

typedef struct {
  LP_PJRT_HEAD;
  char *code; /* in, or out where the plugin gives a program */
  size_t code_size;
  const char *format;
  size_t format_size;
} lp_pjrt_program;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_client *client;
  const lp_pjrt_program *program;
  const char *options; /* CompileOptionsProto; never empty */
  size_t options_size;
  lp_pjrt_loaded_executable *executable; /* out */
} lp_pjrt_client_compile;

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_topology *topology;
  const lp_pjrt_program *program;
  const char *options; /* CompileOptionsProto; never empty */
  size_t options_size;
  lp_pjrt_client *client;         /* may be NULL */
  lp_pjrt_executable *executable; /* out */
} lp_pjrt_compile;

/* `LOADED_DESTROY`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_loaded_executable *executable;
} lp_pjrt_of_loaded;

/* `EXECUTABLE_DESTROY`. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_executable *executable;
} lp_pjrt_of_executable;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_loaded_executable *loaded;
  lp_pjrt_executable *executable; /* out, belongs to the caller */
} lp_pjrt_loaded_get_executable;

/* Called first with `code` NULL, which gives the size, then with room for it. */
typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_executable *executable;
  lp_pjrt_program *program; /* out */
} lp_pjrt_optimized_program;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_executable *executable;
  int64_t generated_code; /* out, bytes, as all that follow */
  int64_t arguments;
  int64_t outputs;
  int64_t aliased; /* of the arguments, that become outputs */
  int64_t temporaries;
  int64_t host_generated_code;
  int64_t host_arguments;
  int64_t host_outputs;
  int64_t host_aliased;
  int64_t host_temporaries;
  int64_t peak;
  int64_t total;       /* from minor 90 */
  int64_t allocations; /* from minor 104, as all that follow */
  int64_t indefinite_allocations;
  int64_t peak_unpadded;
} lp_pjrt_executable_memory_stats;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_executable *executable;
  const int *types; /* out: element types */
  size_t count;     /* out */
} lp_pjrt_output_types;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_executable *executable;
  size_t count;
  const int64_t *dimensions; /* out: of all outputs, one after another */
  const size_t *ranks;       /* out: how many belong to each */
} lp_pjrt_output_dimensions;

typedef struct {
  LP_PJRT_HEAD;
  const lp_pjrt_executable *executable;
  const char *bytes;                      /* out, live as long as `serialized` */
  size_t byte_count;                      /* out */
  lp_pjrt_serialized *serialized;         /* out */
  void (*release)(lp_pjrt_serialized *);  /* out */
} lp_pjrt_executable_serialize;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_client *client;
  const char *bytes;
  size_t byte_count;
  lp_pjrt_loaded_executable *executable; /* out */
  const char *options;                   /* other options than it was compiled with, or NULL */
  size_t options_size;
  void *load_options; /* NULL */
} lp_pjrt_executable_deserialize;

typedef struct {
  LP_PJRT_HEAD;
  void *send_callbacks;
  void *receive_callbacks;
  size_t send_count;
  size_t receive_count;
  int launch_id;
  const int64_t *not_donated; /* arguments that stay although the program would reuse their memory */
  size_t not_donated_count;
  void *context;
  const char *call_location;
  size_t task_count;
  int *task_ids;
  int64_t *incarnation_ids;
  void *multi_slice; /* from minor 97 */
} lp_pjrt_execute_options;

typedef struct {
  LP_PJRT_HEAD;
  lp_pjrt_loaded_executable *executable;
  lp_pjrt_execute_options *options;
  lp_pjrt_buffer *const *const *arguments; /* by device, then by place */
  size_t device_count;
  size_t argument_count;
  lp_pjrt_buffer **const *outputs; /* room of the caller's, by device, then by place */
  lp_pjrt_event **completions;     /* room of the caller's, one for each device */
  lp_pjrt_device *device;
} lp_pjrt_execute;

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
