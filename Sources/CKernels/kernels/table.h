// Every kernel of one instruction set, in one table named LP_TABLE.

#include "adamw.h"
#include "attention_backward.h"
#include "attention_cached.h"
#include "attention_forward.h"
#include "sampling.h"
#include "elementwise.h"
#include "feed_forward.h"
#include "peak.h"
#include "gemm.h"
#include "layer_norm.h"
#include "muon.h"
#include "reading.h"
#include "rms_norm.h"
#include "rotary.h"
#include "softmax_loss.h"
#include "symmetric.h"
#include "gemv.h"

const lp_kernels LP_TABLE = {
    .name = LP_NAME,
    .tile_rows = LP_TILE_ROWS,
    .tile_columns = LP_TILE_COLUMNS,
    .gemv_rows = LP_GEMV_ROWS,
    .gemm_workspace = lp_gemm_workspace,
    .gemm_pack = lp_gemm_pack,
    .gemm_tiles = lp_gemm_tiles,
    .gemv_float32 = lp_gemv_float32,
    .gemv_bfloat16 = lp_gemv_bfloat16,
    .gemv_int8 = lp_gemv_int8,
    .widen_bfloat16 = lp_widen_bfloat16_row,
    .widen_int8 = lp_widen_int8_row,
    .attention_workspace = lp_attention_workspace,
    .attention_forward = lp_attention_forward,
    .attention_backward_workspace = lp_attention_backward_workspace,
    .attention_backward = lp_attention_backward,
    .attention_cached = lp_attention_cached,
    .norm_rows = lp_norm_rows,
    .rms_norm = lp_rms_norm,
    .rms_norm_backward = lp_rms_norm_backward,
    .layer_norm = lp_layer_norm,
    .layer_norm_backward = lp_layer_norm_backward,
    .swiglu = lp_swiglu,
    .swiglu_backward = lp_swiglu_backward,
    .silu = lp_silu,
    .silu_backward = lp_silu_backward,
    .relu2 = lp_relu2,
    .relu2_backward = lp_relu2_backward,
    .gelu = lp_gelu,
    .gelu_backward = lp_gelu_backward,
    .gelu_erf = lp_gelu_erf,
    .gelu_erf_backward = lp_gelu_erf_backward,
    .rotate = lp_rotate,
    .loss = lp_loss,
    .loss_gradient = lp_loss_gradient,
    .capped_loss_gradient = lp_capped_loss_gradient,
    .softcap = lp_softcap,
    .sampling_weights = lp_sampling_weights,
    .add = lp_add,
    .scale = lp_scale,
    .lerp_rows = lp_lerp_rows,
    .lerp_rows_backward = lp_lerp_rows_backward,
    .add_scaled = lp_add_scaled,
    .dot = lp_dot,
    .sum_of_squares = lp_sum_of_squares,
    .adamw = lp_adamw,
    .nesterov = lp_nesterov,
    .descend = lp_descend,
    .mirror = lp_mirror,
    .quadratic = lp_quadratic,
    .exponential = lp_exponential,
    .logarithm = lp_logarithm,
    .peak = lp_peak,
    .read_all = lp_read_all,
};
