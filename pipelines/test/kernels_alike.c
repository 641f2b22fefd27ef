// Runs every kernel of one instruction set beside the portable ones on the same numbers and compares: for machines
// that the test suite does not run on. Odd sizes, so that every edge is met. See pipelines/test/neon.sh.

#include "CKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const lp_kernels *sets[2];
static int failures = 0;

static unsigned long long state = 88172645463325252ull;

static float number(void) {  // −1 to 1
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (float)((double)(state >> 11) / (double)(1ull << 52) - 1);
}

static float *numbers(ptrdiff_t count) {
  float *x = malloc((size_t)(count + 64) * sizeof(float));
  for (ptrdiff_t i = 0; i < count; i++) x[i] = number();
  return x;
}

static float *copy(const float *x, ptrdiff_t count) {
  float *y = malloc((size_t)(count + 64) * sizeof(float));
  memcpy(y, x, (size_t)count * sizeof(float));
  return y;
}

/// Differences up to `bound` of the largest value pass.
static void compare(const char *what, const float *a, const float *b, ptrdiff_t count, double bound) {
  double worst = 0, largest = 1e-30;
  for (ptrdiff_t i = 0; i < count; i++) {
    double gap = fabs((double)a[i] - b[i]);
    if (!(gap <= worst)) worst = gap;
    if (fabs(b[i]) > largest) largest = fabs(b[i]);
  }
  int fine = worst <= bound * largest;
  printf("%-28s %s  %.1e of the largest value\n", what, fine ? "ok  " : "FAIL", worst / largest);
  failures += !fine;
}

/// The two results of one buffer: start with the same numbers, let each set work on its own copy.
#define BOTH(what, name, count, bound, call)                     \
  do {                                                           \
    const float *start = numbers(count);                         \
    float *result[2];                                            \
    for (int s = 0; s < 2; s++) {                                \
      const lp_kernels *k = sets[s];                             \
      float *name = result[s] = copy(start, count);              \
      call;                                                      \
    }                                                            \
    compare(what, result[0], result[1], count, bound);           \
  } while (0)

/// In one group, or in eight.
static void product(
    const lp_kernels *k, float *c, const float *a, const float *b, int a_along, int b_along, int packs, int groups) {
  enum { M = 61, N = 96, K = 603 };
  const lp_gemm p = {
      .a = a, .a_row = a_along ? K : 1, .a_step = a_along ? 1 : M, .b = b, .b_row = b_along ? N : 1,
      .b_step = b_along ? 1 : K, .c = c, .addend = c, .c_row = N, .rows = M, .columns = N, .depth = K / groups * groups,
      .groups = {.count = groups, .all = groups, .begins = 1, .ends = 1},
      .packed = packs || N % k->tile_columns ? numbers((N + 64) * K) : NULL};
  const ptrdiff_t panels = (N + k->tile_columns - 1) / k->tile_columns;
  if (p.packed) k->gemm_pack(&p, 0, panels);
  k->gemm_tiles(&p, 0, M, 0, panels, numbers(k->gemm_workspace(panels, groups == 8 ? 4 : 0)));
}

static void products(void) {
  const float *a = numbers(61 * 603), *b = numbers(96 * 603);
  BOTH("product, y = x W'", c, 61 * 96, 1e-5, product(k, c, a, b, 1, 0, 1, 1));
  BOTH("product, dx = dy W", c, 61 * 96, 1e-5, product(k, c, a, b, 1, 1, 0, 1));
  BOTH("product, dW = dy' x", c, 61 * 96, 1e-5, product(k, c, a, b, 0, 1, 0, 1));
  BOTH("product, dW, packed", c, 61 * 96, 1e-5, product(k, c, a, b, 0, 1, 1, 1));
  BOTH("product, dW, 8 groups", c, 61 * 96, 1e-5, product(k, c, a, b, 0, 1, 0, 8));
  BOTH("product, dW, packed, 8 groups", c, 61 * 96, 1e-5, product(k, c, a, b, 0, 1, 1, 8));
  const float *x = numbers(3 * 203), *w = numbers(57 * 203);
  BOTH("few rows", y, 3 * 57, 1e-5, k->gemv_float32(y, 57, x, w, NULL, 3, 203, 0, 57, 1, NULL));
}

static void attention(void) {
  enum { T = 77, W = 24, H = 3, R = H * W };
  const float *q = numbers(T * 3 * R), *rotations = numbers(T * 2 * W), *d_out = numbers(T * R);
  const float *gain = numbers(2 * W);
  lp_attention form = {.heads = 1, .queries = T, .window = T, .width = W, .q_row = 3 * R, .kv_row = 3 * R, .out_row = R,
                       .rotations = rotations, .epsilon = 1e-3f};
  for (int shared = 0; shared < 2; shared++) {
    // Alone; then three heads that share keys and values, normed, with a window.
    if (shared) form.heads = H, form.window = 40, form.q_gain = gain, form.k_gain = gain + W;
    BOTH(shared ? "attention, shared, forward" : "attention, forward", out, T * R + T * H, 1e-5,
         k->attention_forward(out, out + T * R, q, q + R, q + 2 * R, &form, numbers(k->attention_workspace(T, W))));
    float *out = numbers(T * R), *sums = numbers(T * H);
    sets[1]->attention_forward(out, sums, q, q + R, q + 2 * R, &form, numbers(sets[1]->attention_workspace(T, W)));
    BOTH(shared ? "attention, shared, backward" : "attention, backward", d, T * 3 * R + 2 * W, 1e-5,
         k->attention_backward(d, d + R, d + 2 * R, d + T * 3 * R, d_out, out, sums, q, q + R, q + 2 * R, &form,
                               numbers(k->attention_backward_workspace(T, W))));
  }
  BOTH("attention, cached", o, W, 1e-5, k->attention_cached(o, q, q + R, q + 2 * R, T, W, 3 * R, numbers(T)));
}

static void rows(void) {
  enum { R = 5, D = 203 };
  const float *x = numbers(R * D), *gain = numbers(D), *d_out = numbers(R * D);
  BOTH("RMSNorm, forward", out, R * D + R, 1e-5, k->rms_norm(out, out + R * D, x, gain, R, D, 1e-5f));
  float *inverse = numbers(R), *unused = numbers(R * D);
  sets[1]->rms_norm(unused, inverse, x, gain, R, D, 1e-5f);
  BOTH("RMSNorm, backward", d, R * D + D, 1e-5, k->rms_norm_backward(d, d + R * D, d_out, x, gain, inverse, R, D, 1));
  const float *bias = numbers(D);
  BOTH("LayerNorm, forward", out, R * D + R, 1e-5, k->layer_norm(out, out + R * D, x, gain, bias, R, D, 1e-5f));
  sets[1]->layer_norm(unused, inverse, x, gain, bias, R, D, 1e-5f);
  BOTH("LayerNorm, backward", d, R * D + 2 * D, 1e-5, k->layer_norm_backward(
      d, d + R * D, d + R * D + D, d_out, x, gain, inverse, R, D, 1));
  BOTH("loss and gradient", row, D + 1, 1e-5, row[D] = k->loss_gradient(row, D, 17, 0.25f));
  BOTH("capped loss and gradient", row, D + 1, 1e-5, row[D] = k->capped_loss_gradient(row, D, 17, 0.25f, 0.7f));
  BOTH("capped row", row, D, 1e-5, k->softcap(row, D, 0.7f));
  BOTH("norms of heads", n, R * D, 1e-5, k->norm_rows(n, D, R, D, gain, 1e-3f, 0.5f));
  BOTH("loss", row, D + 1, 1e-5, row[D] = k->loss(row, D, 17));
  BOTH("weights of a choice", w, D + 1, 1e-5, w[D] = k->sampling_weights(w, x, D, 1.5f));
}

static void elements(void) {
  enum { N = 1003 };
  const float *a = numbers(N), *b = numbers(N);
  const lp_adamw_settings settings = {0.5f, 0.1f, 0.999f, 0.001f, 0.01f, 0.3f, 1e-8f, 0.999f, 0};
  BOTH("SwiGLU, forward", out, N, 1e-5, k->swiglu(out, a, b, N));
  BOTH("SwiGLU, backward", g, 3 * N, 1e-5, k->swiglu_backward(g, g + N, g + 2 * N, N));
  BOTH("SiLU, forward", out, N, 1e-5, k->silu(out, a, N));
  BOTH("SiLU, backward", g, 2 * N, 1e-5, k->silu_backward(g, g + N, N));
  float *wide = numbers(N);
  for (int i = 0; i < N; i++) wide[i] *= 8;
  BOTH("GELU, forward", out, N, 1e-5, k->gelu(out, wide, N));
  BOTH("GELU, backward", g, 2 * N, 1e-5, { for (int i = 0; i < N; i++) g[i] *= 8; k->gelu_backward(g, g + N, N); });
  BOTH("GELU by erf, forward", out, N, 1e-5, k->gelu_erf(out, wide, N));
  BOTH("GELU by erf, backward", g, 2 * N, 1e-5, {
    for (int i = 0; i < N; i++) g[i] *= 8;
    k->gelu_erf_backward(g, g + N, N);
  });
  BOTH("squared ReLU, forward", out, N, 1e-5, k->relu2(out, a, N));
  BOTH("squared ReLU, backward", g, 2 * N, 1e-5, k->relu2_backward(g, g + N, N));
  BOTH("toward other rows", x, 2 * 17 * 59, 1e-6, k->lerp_rows(x, 17, a, 16, x + 17 * 59, 0.3f, 59, 15));
  BOTH("toward other rows, back", x, 3 * 17 * 59 + 1, 1e-5, x[3 * 17 * 59] = (float)k->lerp_rows_backward(
      x, 17, x + 17 * 59, a, 16, x + 2 * 17 * 59, 0.3f, 59, 15));
  BOTH("sum with a factor", x, N, 1e-6, k->add_scaled(x, a, 0.3f, N));
  BOTH("product of rows", x, N, 1e-6, x[0] = (float)k->dot(a, b, N));
  BOTH("rotation", x, 6 * 20, 1e-6, k->rotate(x, a, b, 6, 20, -1));
  BOTH("sum", x, N, 1e-6, k->add(x, x, a, N));
  BOTH("scale", x, N, 1e-6, k->scale(x, 0.3f, N));
  BOTH("sum of squares", x, N, 1e-6, x[0] = (float)k->sum_of_squares(a, N));
  BOTH("AdamW", p, 4 * N, 1e-5, {
    for (int i = 3 * N; i < 4 * N; i++) p[i] *= p[i];
    k->adamw(p, p + N, p + 2 * N, p + 3 * N, N, &settings);
  });
  BOTH("Muon, momentum", m, 2 * N, 1e-6, k->nesterov(m + N, m, a, N, 0.3f, 0.05f));
  BOTH("Muon, move", p, N, 1e-6, k->descend(p, a, N, 0.01f, 0.999f, 1));
  BOTH("exponential", out, N, 1e-6, k->exponential(out, a, N));
  BOTH("logarithm", out, N, 1e-6, { for (int i = 0; i < N; i++) out[i] = 1 + out[i] * out[i]; k->logarithm(out, out, N); });
}

/// c (96, 96) = a aᵀ, of which half is made.
static void square(const lp_kernels *k, float *c, const float *a) {
  enum { N = 96 };
  const lp_gemm p = {
      .a = a, .a_row = N, .a_step = 1, .b = a, .b_row = 1, .b_step = N, .c = c, .c_row = N, .rows = N, .columns = N,
      .depth = N, .groups = {.count = 1, .all = 1, .begins = 1, .ends = 1}, .packed = numbers(2 * N * N), .upper = 1};
  const ptrdiff_t panels = (N + k->tile_columns - 1) / k->tile_columns;
  k->gemm_pack(&p, 0, panels);
  k->gemm_tiles(&p, 0, N, 0, panels, numbers(k->gemm_workspace(panels, 0)));
  k->mirror(c, N, 0, N);
}

static void symmetric(void) {
  enum { N = 96 };
  const float *a = numbers(N * N);
  static const float coefficients[] = {0.5f, -2, 3};
  BOTH("symmetric product", c, N * N, 1e-5, square(k, c, a));
  BOTH("polynomial of a square", c, N * N, 1e-6, k->quadratic(c, a, N, 0, N, coefficients));
}

/// Weights as they are stored for decoding.
static void narrow(void) {
  enum { I = 203, O = 57 };
  uint16_t *halves = malloc(O * I * 2);
  int8_t *bytes = malloc(O * I);
  for (int i = 0; i < O * I; i++) halves[i] = (uint16_t)(0x3c00 + i % 0x200), bytes[i] = (int8_t)(i % 251 - 125);
  const float *x = numbers(3 * I), *scales = numbers(O);
  BOTH("few rows, bfloat16", y, 3 * O, 1e-5,
       k->gemv_bfloat16(y, O, x, halves, NULL, 3, I, 0, O, 0, numbers(4 * I)));
  BOTH("few rows, int8", y, 3 * O, 1e-5, k->gemv_int8(y, O, x, bytes, scales, 3, I, 0, O, 0, numbers(4 * I)));
  BOTH("bfloat16 to float", y, I, 0, k->widen_bfloat16(y, halves, I));
  BOTH("int8 to float", y, I, 0, k->widen_int8(y, bytes, I));
}

int main(int count, char **arguments) {
  sets[0] = lp_kernels_named(count > 1 ? arguments[1] : "neon");
  sets[1] = lp_kernels_named("portable");
  if (!sets[0]) return fprintf(stderr, "kernels_alike: this machine does not run them\n"), 66;
  printf("%s beside %s\n", sets[0]->name, sets[1]->name);
  products(), attention(), rows(), elements(), symmetric(), narrow();
  printf("%s\n", failures ? "some differ" : "all alike");
  return failures != 0;
}
