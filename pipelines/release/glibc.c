/*
  What an archive that release/build.sh links with wants of a C library newer than the one linked with.

  libstdc++'s counters of references ask it whether the process has ever had a second thread (glibc 2.32), to leave out
  atomic operations where it has not. Here the answer is always that it may have.
*/
__attribute__((visibility("hidden"))) char __libc_single_threaded = 0;
