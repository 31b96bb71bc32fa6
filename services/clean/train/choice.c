/* choice.c - see choice.h. */
#include "clean/train/choice.h"

#include "base/memory.h"
#include "clean/train/room.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 600 };
static const double STEP = 0.05, SMOOTH = 0.9, SMOOTH_SQUARES = 0.99;

void choices_add_case(struct choices *choices, double weight, int fold)
{
  choices->cases =
      room_for(choices->cases, choices->case_count, 1, &choices->case_room, sizeof *choices->cases);
  choices->cases[choices->case_count++] = (struct choice_case){choices->option_count, 0, weight, fold};
}

void choices_add_option(struct choices *choices, bool right)
{
  choices->options =
      room_for(choices->options, choices->option_count, 1, &choices->option_room, sizeof *choices->options);
  choices->options[choices->option_count++] = (struct choice_option){choices->term_count, 0, right};
  choices->cases[choices->case_count - 1].count++;
}

void choices_add_term(struct choices *choices, int piece, double amount)
{
  choices->terms =
      room_for(choices->terms, choices->term_count, 1, &choices->term_room, sizeof *choices->terms);
  choices->terms[choices->term_count++] = (struct choice_term){piece, amount};
  choices->options[choices->option_count - 1].count++;
}

void choices_free(struct choices *choices)
{
  free(choices->terms);
  free(choices->options);
  free(choices->cases);
  *choices = (struct choices){0};
}

static double score_of(const struct choices *choices, const struct choice_option *option,
                       const double *weights)
{
  double sum = 0;
  for (size_t t = option->first; t < option->first + option->count; t++)
    sum += weights[choices->terms[t].piece] * choices->terms[t].amount;
  return sum;
}

/* What a case looks like under some weights. */
struct outlook {
  double most;       /* the greatest score, so that no exponential overflows */
  double all, right; /* sums of exponentials, of every answer and of the right ones */
};

static struct outlook look_at(const struct choices *choices, const struct choice_case *item,
                              const struct choice_settings *settings, const double *weights, double *scores)
{
  double nobody = weights[settings->pieces];
  struct outlook outlook = {settings->nobody ? nobody : -HUGE_VAL, 0, 0};
  for (size_t i = 0; i < item->count; i++) {
    scores[i] = score_of(choices, &choices->options[item->first + i], weights);
    outlook.most = fmax(outlook.most, scores[i]);
  }
  for (size_t i = 0; i < item->count; i++) {
    scores[i] = exp(scores[i] - outlook.most);
    outlook.all += scores[i];
    if (choices->options[item->first + i].right) outlook.right += scores[i];
  }
  if (settings->nobody) outlook.all += exp(nobody - outlook.most);
  return outlook;
}

static bool has_right(const struct choices *choices, const struct choice_case *item)
{
  for (size_t i = 0; i < item->count; i++)
    if (choices->options[item->first + i].right) return true;
  return false;
}

/* add_case - its part of the gradient: what is expected of each piece, less what the right answers have. */
static void add_case(const struct choices *choices, const struct choice_case *item,
                     const struct choice_settings *settings, const double *weights, double *scores,
                     double *gradient)
{
  bool answered = has_right(choices, item);
  struct outlook outlook = look_at(choices, item, settings, weights, scores);
  for (size_t i = 0; i < item->count; i++) {
    const struct choice_option *option = &choices->options[item->first + i];
    double surprise = scores[i] / outlook.all - (option->right ? scores[i] / outlook.right : 0);
    for (size_t t = option->first; t < option->first + option->count; t++)
      gradient[choices->terms[t].piece] += item->weight * surprise * choices->terms[t].amount;
  }
  double nobody = exp(weights[settings->pieces] - outlook.most) / outlook.all;
  if (settings->nobody) gradient[settings->pieces] += item->weight * (nobody - (answered ? 0 : 1));
}

static bool learns_from(const struct choices *choices, const struct choice_case *item,
                        const struct choice_settings *settings)
{
  return item->count && item->fold != settings->left_out && (settings->nobody || has_right(choices, item));
}

static void step(double *weights, const double *gradient, double *means, double *squares, int count,
                 int round)
{
  for (int i = 0; i < count; i++) {
    means[i] = SMOOTH * means[i] + (1 - SMOOTH) * gradient[i];
    squares[i] = SMOOTH_SQUARES * squares[i] + (1 - SMOOTH_SQUARES) * gradient[i] * gradient[i];
    double mean = means[i] / (1 - pow(SMOOTH, round)), square = squares[i] / (1 - pow(SMOOTH_SQUARES, round));
    weights[i] -= STEP * mean / (sqrt(square) + 1e-8);
  }
}

void choice_learn(const struct choices *choices, const struct choice_settings *settings, double *weights)
{
  int count = settings->pieces + 1;
  double *gradient = memory_zero((size_t)count * 3, sizeof *gradient), *means = gradient + count,
         *squares = means + count, *scores = memory_zero(choices->option_count + 1, sizeof *scores);
  for (int i = 0; i < count; i++) weights[i] = 0;
  for (int round = 1; round <= ROUNDS; round++) {
    for (int i = 0; i < count; i++) gradient[i] = i < settings->pieces ? settings->ridge * weights[i] : 0;
    for (size_t i = 0; i < choices->case_count; i++)
      if (learns_from(choices, &choices->cases[i], settings))
        add_case(choices, &choices->cases[i], settings, weights, scores, gradient);
    step(weights, gradient, means, squares, count, round);
  }
  free(gradient);
  free(scores);
}
