/* choice.h - learns to choose one of several by the evidence for each: conditional logistic regression
 * (McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior", 1974). */
#ifndef CLEAN_TRAIN_CHOICE_H
#define CLEAN_TRAIN_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of evidence for an option, and how much of it. */
struct choice_term {
  int piece;
  double amount;
};

struct choice_option {
  size_t first, count; /* terms */
  bool right;
};

struct choice_case {
  size_t first, count; /* options; with none right, nobody is */
  double weight;
  int fold;
};

/* Zeroed at first; freed by choices_free. */
struct choices {
  struct choice_term *terms;
  struct choice_option *options;
  struct choice_case *cases;
  size_t term_count, option_count, case_count;
  size_t term_room, option_room, case_room;
};

/* One more case; then one more option of the last case; then one more term of the last option. */
void choices_add_case(struct choices *choices, double weight, int fold);
void choices_add_option(struct choices *choices, bool right);
void choices_add_term(struct choices *choices, int piece, double amount);
void choices_free(struct choices *choices);

struct choice_settings {
  int pieces;   /* of evidence, numbered from 0 */
  bool nobody;  /* nobody may be the answer; else cases without a right option are not learned from */
  double ridge; /* L2 of the weights, against the sum over cases; nobody's weight is free */
  int left_out; /* fold; -1: none */
};

/* choice_learn - fills `weights` (pieces + 1 numbers, in logits; the last is nobody's). Descends by the whole
 * gradient with the steps of Adam (Kingma and Ba, 2015). The same cases give the same weights. */
void choice_learn(const struct choices *choices, const struct choice_settings *settings, double *weights);

#endif
