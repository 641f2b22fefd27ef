/*
  How an MPI library is called that is found at run time: its functions by place, and its three binary interfaces.

  MPI's standard named functions and constants for decades, but no values: programs had to be compiled for one library.
  In use are these, and the functions below take care of the differences:

                        Open MPI               MPICH, Intel MPI, …    the standard's own (MPI 5)
    handles             pointers               32-bit numbers         pointers
    MPI_COMM_WORLD      &ompi_mpi_comm_world   0x44000000             0x101
    MPI_BYTE            &ompi_mpi_byte         0x4c00010d             0x247
    MPI_ERRORS_RETURN   &ompi_mpi_errors_…     0x54000001             0x143
    MPI_ANY_SOURCE      -1                     -2                     -1
    THREAD_FUNNELED     1                      1                      1024
    bytes of a status   24                     20                     32

  Every function returns 0, or an error of the library's that lp_mpi_error_string explains.
*/
#ifndef CMPI_LIBRARY_H
#define CMPI_LIBRARY_H

#include <stdbool.h>

/* The functions that are called, each with its place in the table. */
typedef enum {
  LP_MPI_INIT_THREAD,
  LP_MPI_INITIALIZED,
  LP_MPI_FINALIZE,
  LP_MPI_GET_LIBRARY_VERSION,
  LP_MPI_ERROR_STRING,
  LP_MPI_COMM_RANK,
  LP_MPI_COMM_SIZE,
  LP_MPI_COMM_DUP,
  LP_MPI_COMM_SET_ERRHANDLER,
  LP_MPI_ISEND,
  LP_MPI_IRECV,
  LP_MPI_TEST,
  LP_MPI_ABORT,
  LP_MPI_FUNCTION_COUNT,
} lp_mpi_function;

/* The name of a function's symbol. */
const char *lp_mpi_name(lp_mpi_function function);

typedef enum { LP_MPI_OPEN, LP_MPI_MPICH, LP_MPI_STANDARD } lp_mpi_interface;

/* What a library knows an object by. */
typedef union {
  int number;
  void *pointer;
} lp_mpi_handle;

typedef struct {
  lp_mpi_interface interface;
  void *functions[LP_MPI_FUNCTION_COUNT];
  lp_mpi_handle world;
  lp_mpi_handle byte;
  lp_mpi_handle errors_return;
  int any_source;
  int thread_funneled;
} lp_mpi_library;

/* Room for the longest texts, those of the versions. */
#define LP_MPI_TEXT_SIZE 8192

/* Fills in what belongs to an interface. The symbols are those of Open MPI's objects, NULL for the others. */
void lp_mpi_set_interface(lp_mpi_library *library, lp_mpi_interface interface, void *world, void *byte,
                          void *errors_return);

/* Calls a library's MPI_Abi_get_version: the major number, -1 where it has another interface than the standard's. */
int lp_mpi_abi_version(void *symbol);

/* Before lp_mpi_start only these two may be called. The text has LP_MPI_TEXT_SIZE bytes. */
int lp_mpi_library_version(const lp_mpi_library *library, char *text);
int lp_mpi_is_started(const lp_mpi_library *library, bool *started);

/* Starts the library for calls from this thread; `granted` is false where it forbids other threads beside it. */
int lp_mpi_start(const lp_mpi_library *library, bool *granted);
int lp_mpi_finalize(const lp_mpi_library *library);
/* The text has LP_MPI_TEXT_SIZE bytes. */
int lp_mpi_error_string(const lp_mpi_library *library, int error, char *text);

int lp_mpi_rank(const lp_mpi_library *library, lp_mpi_handle communicator, int *rank);
int lp_mpi_size(const lp_mpi_library *library, lp_mpi_handle communicator, int *size);
int lp_mpi_duplicate(const lp_mpi_library *library, lp_mpi_handle communicator, lp_mpi_handle *copy);
/* Errors are returned from now on; until then they end the process. */
int lp_mpi_return_errors(const lp_mpi_library *library, lp_mpi_handle communicator);
int lp_mpi_abort(const lp_mpi_library *library, lp_mpi_handle communicator, int code);

int lp_mpi_send(const lp_mpi_library *library, const void *bytes, int count, int to, int tag,
                lp_mpi_handle communicator, lp_mpi_handle *request);
int lp_mpi_receive(const lp_mpi_library *library, void *bytes, int count, int from, int tag,
                   lp_mpi_handle communicator, lp_mpi_handle *request);
int lp_mpi_test(const lp_mpi_library *library, lp_mpi_handle *request, bool *done);

#endif
