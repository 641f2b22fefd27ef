// Sums by groups: where the sum of a group of the depth waits for those that it is added to.
//
// The depth of a weight's gradient is the rows of a batch. Where these are several groups, each group is summed for itself
// from 0 on, slice by slice, and the groups along a binary tree,
//
//   ((g0 + g1) + (g2 + g3)) + ((g4 + g5) + (g6 + g7)),
//
// so that who has some of the groups has a branch of the tree, with the same bits. The sums that wait are as few as the
// digits of a binary counter: level l holds the sum of 2^l groups. A group whose number ends in t ones is added to the levels
// 0 ..< t, from the lowest up, and leaves the sum at level t; after the last group it goes to c.
//
// A task keeps the levels of the groups of its product beside its packed a, near, a tile of c after another. Sums of all of
// them, and of a group of which the product is a part, wait in the memory that came with the product, far.

#ifndef LP_GROUP_SUMS_H
#define LP_GROUP_SUMS_H

#include "packing.h"

enum {
  LP_TILE = LP_TILE_ROWS * LP_TILE_COLUMNS,
  LP_MOST_SUMS = 16  // 2^15 groups: more than anybody divides a batch into
};

/// A sum for each element of a block of c, in whole tiles: tile t of panel n is at start + n · panel + t · LP_TILE.
typedef struct {
  float *start;
  lp_index panel;
} lp_place;

LP_INLINE float *lp_tile_at(lp_place place, lp_index panel, lp_index tile) {
  return place.start + panel * place.panel + tile * LP_TILE;
}

/// Some rows of c, a block at most, and the panels of a task. `near` has places for the sums of the task.
typedef struct {
  lp_index first_row, last_row, first_panel, last_panel;
  float *near;
} lp_block_of_c;

LP_INLINE lp_index lp_tiles_of(lp_block_of_c block) {
  return (block.last_row - block.first_row + LP_TILE_ROWS - 1) / LP_TILE_ROWS;
}

LP_INLINE lp_place lp_near(lp_block_of_c block, lp_index index) {
  const lp_index panel = lp_tiles_of(block) * LP_TILE;
  return (lp_place){block.near + (index * (block.last_panel - block.first_panel) - block.first_panel) * panel, panel};
}

LP_INLINE lp_place lp_far(const lp_gemm *p, lp_block_of_c block, lp_index index) {
  const lp_index panel = (p->rows + LP_TILE_ROWS - 1) / LP_TILE_ROWS * LP_TILE;
  const lp_index panels = (p->columns + LP_TILE_COLUMNS - 1) / LP_TILE_COLUMNS;
  return (lp_place){p->groups.sums + index * panels * panel + block.first_row / LP_TILE_ROWS * LP_TILE, panel};
}

/// Whether the depth is not the whole of one group: its sum must last until the next product.
LP_INLINE int lp_is_part_of_group(const lp_gemm *p) { return !(p->groups.begins && p->groups.ends); }

/// The sum of a group's slices so far.
LP_INLINE lp_place lp_sum_so_far(const lp_gemm *p, lp_block_of_c block) {
  return lp_is_part_of_group(p) ? lp_far(p, block, 0) : lp_near(block, 0);
}

/// The sum of 2^level groups.
LP_INLINE lp_place lp_level(const lp_gemm *p, lp_block_of_c block, lp_index level) {
  const lp_index levels = __builtin_ctzll((unsigned long long)p->groups.count);
  return level < levels ? lp_near(block, 1 + level) : lp_far(p, block, level - levels + lp_is_part_of_group(p));
}

/// What the products of a slice are added to, one after another, and where the sum goes: if `to` has no start, to c.
typedef struct {
  lp_place added[LP_MOST_SUMS];
  lp_index count;
  lp_place to;
} lp_sums;

/// The sums of a slice of a group, which may be the first or the last of the product's.
LP_INLINE lp_sums lp_sums_of_slice(const lp_gemm *p, lp_block_of_c block, lp_index group, int first, int last) {
  lp_sums sums = {.count = 0};
  if (p->groups.all == 1) return sums;
  const lp_index number = p->groups.first + group;
  if (!first || !p->groups.begins) sums.added[sums.count++] = lp_sum_so_far(p, block);
  if (!last || !p->groups.ends) {
    sums.to = lp_sum_so_far(p, block);
    return sums;
  }
  const lp_index ones = __builtin_ctzll(~(unsigned long long)number);
  for (lp_index level = 0; level < ones; level++) sums.added[sums.count++] = lp_level(p, block, level);
  if (number + 1 < p->groups.all) sums.to = lp_level(p, block, ones);
  return sums;
}

#endif
