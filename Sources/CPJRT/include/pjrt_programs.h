/*
  The structs of arguments of the calls that compile, run and describe programs: see pjrt_arguments.h.
*/
#ifndef CPJRT_PROGRAMS_H
#define CPJRT_PROGRAMS_H

#include "pjrt_table.h"

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

#endif
