#include "mpi_library.h"

#include <stddef.h>

/* A union passes as its first member would only by luck, so each call is written for numbers and for pointers. */
#define FUNCTION(place, ...) ((int (*)(__VA_ARGS__))library->functions[place])
#define IS_NUMBER (library->interface == LP_MPI_MPICH)

const char *lp_mpi_name(lp_mpi_function function) {
  static const char *const names[LP_MPI_FUNCTION_COUNT] = {
      [LP_MPI_INIT_THREAD] = "MPI_Init_thread",
      [LP_MPI_INITIALIZED] = "MPI_Initialized",
      [LP_MPI_FINALIZE] = "MPI_Finalize",
      [LP_MPI_GET_LIBRARY_VERSION] = "MPI_Get_library_version",
      [LP_MPI_ERROR_STRING] = "MPI_Error_string",
      [LP_MPI_COMM_RANK] = "MPI_Comm_rank",
      [LP_MPI_COMM_SIZE] = "MPI_Comm_size",
      [LP_MPI_COMM_DUP] = "MPI_Comm_dup",
      [LP_MPI_COMM_SET_ERRHANDLER] = "MPI_Comm_set_errhandler",
      [LP_MPI_ISEND] = "MPI_Isend",
      [LP_MPI_IRECV] = "MPI_Irecv",
      [LP_MPI_TEST] = "MPI_Test",
      [LP_MPI_ABORT] = "MPI_Abort",
  };
  return names[function];
}

void lp_mpi_set_interface(lp_mpi_library *library, lp_mpi_interface interface, void *world, void *byte,
                          void *errors_return) {
  library->interface = interface;
  library->any_source = -1;
  library->thread_funneled = 1;
  switch (interface) {
    case LP_MPI_OPEN:
      library->world.pointer = world;
      library->byte.pointer = byte;
      library->errors_return.pointer = errors_return;
      break;
    case LP_MPI_MPICH:
      library->world.number = 0x44000000;
      library->byte.number = 0x4c00010d;
      library->errors_return.number = 0x54000001;
      library->any_source = -2;
      break;
    case LP_MPI_STANDARD:
      library->world.pointer = (void *)0x101;
      library->byte.pointer = (void *)0x247;
      library->errors_return.pointer = (void *)0x143;
      library->thread_funneled = 1024;
      break;
  }
}

int lp_mpi_abi_version(void *symbol) {
  int major = -1, minor = -1;
  int error = ((int (*)(int *, int *))symbol)(&major, &minor);
  return error ? -1 : major;
}

int lp_mpi_library_version(const lp_mpi_library *library, char *text) {
  int length = 0;
  text[0] = 0;
  int error = FUNCTION(LP_MPI_GET_LIBRARY_VERSION, char *, int *)(text, &length);
  text[LP_MPI_TEXT_SIZE - 1] = 0;
  return error;
}

int lp_mpi_is_started(const lp_mpi_library *library, bool *started) {
  int flag = 0;
  int error = FUNCTION(LP_MPI_INITIALIZED, int *)(&flag);
  *started = flag;
  return error;
}

int lp_mpi_start(const lp_mpi_library *library, bool *granted) {
  int level = 0;
  int error =
      FUNCTION(LP_MPI_INIT_THREAD, int *, char ***, int, int *)(NULL, NULL, library->thread_funneled, &level);
  *granted = level >= library->thread_funneled;
  return error;
}

int lp_mpi_finalize(const lp_mpi_library *library) { return FUNCTION(LP_MPI_FINALIZE, void)(); }

int lp_mpi_error_string(const lp_mpi_library *library, int error, char *text) {
  int length = 0;
  text[0] = 0;
  int again = FUNCTION(LP_MPI_ERROR_STRING, int, char *, int *)(error, text, &length);
  text[LP_MPI_TEXT_SIZE - 1] = 0;
  return again;
}

int lp_mpi_rank(const lp_mpi_library *library, lp_mpi_handle communicator, int *rank) {
  return IS_NUMBER ? FUNCTION(LP_MPI_COMM_RANK, int, int *)(communicator.number, rank)
                   : FUNCTION(LP_MPI_COMM_RANK, void *, int *)(communicator.pointer, rank);
}

int lp_mpi_size(const lp_mpi_library *library, lp_mpi_handle communicator, int *size) {
  return IS_NUMBER ? FUNCTION(LP_MPI_COMM_SIZE, int, int *)(communicator.number, size)
                   : FUNCTION(LP_MPI_COMM_SIZE, void *, int *)(communicator.pointer, size);
}

int lp_mpi_duplicate(const lp_mpi_library *library, lp_mpi_handle communicator, lp_mpi_handle *copy) {
  return IS_NUMBER ? FUNCTION(LP_MPI_COMM_DUP, int, int *)(communicator.number, &copy->number)
                   : FUNCTION(LP_MPI_COMM_DUP, void *, void **)(communicator.pointer, &copy->pointer);
}

int lp_mpi_return_errors(const lp_mpi_library *library, lp_mpi_handle communicator) {
  lp_mpi_handle handler = library->errors_return;
  return IS_NUMBER ? FUNCTION(LP_MPI_COMM_SET_ERRHANDLER, int, int)(communicator.number, handler.number)
                   : FUNCTION(LP_MPI_COMM_SET_ERRHANDLER, void *, void *)(communicator.pointer, handler.pointer);
}

int lp_mpi_abort(const lp_mpi_library *library, lp_mpi_handle communicator, int code) {
  return IS_NUMBER ? FUNCTION(LP_MPI_ABORT, int, int)(communicator.number, code)
                   : FUNCTION(LP_MPI_ABORT, void *, int)(communicator.pointer, code);
}

int lp_mpi_send(const lp_mpi_library *library, const void *bytes, int count, int to, int tag,
                lp_mpi_handle communicator, lp_mpi_handle *request) {
  lp_mpi_handle type = library->byte;
  return IS_NUMBER ? FUNCTION(LP_MPI_ISEND, const void *, int, int, int, int, int, int *)(
                         bytes, count, type.number, to, tag, communicator.number, &request->number)
                   : FUNCTION(LP_MPI_ISEND, const void *, int, void *, int, int, void *, void **)(
                         bytes, count, type.pointer, to, tag, communicator.pointer, &request->pointer);
}

int lp_mpi_receive(const lp_mpi_library *library, void *bytes, int count, int from, int tag,
                   lp_mpi_handle communicator, lp_mpi_handle *request) {
  lp_mpi_handle type = library->byte;
  return IS_NUMBER ? FUNCTION(LP_MPI_IRECV, void *, int, int, int, int, int, int *)(
                         bytes, count, type.number, from, tag, communicator.number, &request->number)
                   : FUNCTION(LP_MPI_IRECV, void *, int, void *, int, int, void *, void **)(
                         bytes, count, type.pointer, from, tag, communicator.pointer, &request->pointer);
}

int lp_mpi_test(const lp_mpi_library *library, lp_mpi_handle *request, bool *done) {
  /* Nobody reads the status. There is room for the longest, and NULL would not do: one library calls "ignore" 1. */
  long long status[8];
  int flag = 0;
  int error = IS_NUMBER ? FUNCTION(LP_MPI_TEST, int *, int *, void *)(&request->number, &flag, status)
                        : FUNCTION(LP_MPI_TEST, void **, int *, void *)(&request->pointer, &flag, status);
  *done = flag;
  return error;
}
