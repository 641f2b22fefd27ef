// Every kernel of one instruction set, in one table named LP_TABLE.

#include "adamw.h"
#include "attention_backward.h"
#include "attention_cached.h"
#include "attention_forward.h"
#include "choice.h"
#include "elementwise.h"
#include "feed_forward.h"
#include "peak.h"
#include "product.h"
#include "reading.h"
#include "rms_norm.h"
#include "rotary.h"
#include "softmax_loss.h"
#include "vector_product.h"

const lp_kernels LP_TABLE = {
    .name = LP_NAME,
    .tile_rows = LP_TILE_ROWS,
    .tile_columns = LP_TILE_COLUMNS,
    .few_rows = LP_FEW_ROWS,
    .product_scratch = lp_product_scratch,
    .product_pack = lp_product_pack,
    .product_tiles = lp_product_tiles,
    .vector_product_float32 = lp_vector_product_float32,
    .vector_product_bfloat16 = lp_vector_product_bfloat16,
    .vector_product_int8 = lp_vector_product_int8,
    .widen_bfloat16 = lp_widen_bfloat16_row,
    .widen_int8 = lp_widen_int8_row,
    .attention_scratch = lp_attention_scratch,
    .attention_forward = lp_attention_forward,
    .attention_backward_scratch = lp_attention_backward_scratch,
    .attention_backward = lp_attention_backward,
    .attention_cached = lp_attention_cached,
    .rms_norm = lp_rms_norm,
    .rms_norm_backward = lp_rms_norm_backward,
    .swiglu = lp_swiglu,
    .swiglu_backward = lp_swiglu_backward,
    .silu = lp_silu,
    .silu_backward = lp_silu_backward,
    .rotate = lp_rotate,
    .loss = lp_loss,
    .loss_gradient = lp_loss_gradient,
    .choice_weights = lp_choice_weights,
    .add = lp_add,
    .scale = lp_scale,
    .sum_of_squares = lp_sum_of_squares,
    .adamw = lp_adamw,
    .exponential = lp_exponential,
    .logarithm = lp_logarithm,
    .peak = lp_peak,
    .read_all = lp_read_all,
};
