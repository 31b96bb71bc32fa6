/* figures.c - see figures.h. */
#include "clean/train/figures.h"

#include "clean/train/pages.h"

void figures_add(struct figures *figures, size_t index, bool has, bool right)
{
  if (index >= FIGURES_INDEXES) index = FIGURES_INDEXES - 1;
  if (has) {
    figures->of[index].pages++;
    figures->of[index].right += right;
  } else {
    figures->of[index].without++;
    figures->of[index].silent += right;
  }
}

static void print_share(FILE *out, const char *what, size_t right, size_t count)
{
  if (count) fprintf(out, "  %s %zu of %zu (%.3f)", what, right, count, (double)right / (double)count);
}

void figures_print(FILE *out, const char *what, char *const *indexes, size_t count,
                   const struct figures *figures)
{
  struct arena *arena = arena_new();
  size_t pages = 0, right = 0, without = 0, silent = 0;
  for (size_t i = 0; i < FIGURES_INDEXES; i++) {
    pages += figures->of[i].pages;
    right += figures->of[i].right;
    without += figures->of[i].without;
    silent += figures->of[i].silent;
    if (i >= count) continue;
    fprintf(out, "%s", pages_name(arena, indexes[i]));
    print_share(out, what, figures->of[i].right, figures->of[i].pages);
    print_share(out, "none", figures->of[i].silent, figures->of[i].without);
    fputc('\n', out);
  }
  fputs("all", out);
  print_share(out, what, right, pages);
  print_share(out, "none", silent, without);
  fputc('\n', out);
  arena_free(&arena);
}
