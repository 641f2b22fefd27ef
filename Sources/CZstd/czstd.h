// The system's zstd. The experimental section is left out: Letterpress uses the stable API only.
#include <zstd.h>
#include <zstd_errors.h>
