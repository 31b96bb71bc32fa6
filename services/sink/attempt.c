/* attempt.c - see attempt.h. */
#include "sink/attempt.h"

/* is_about_the_article - this one is not wanted. Other answers (a wrong key, a path that is no more, a
 * redirect) would be the same for the next article, and make a dead letter of each. */
static bool is_about_the_article(int status)
{
  return status == 400 || status == 406 || status == 409 || status == 413 || status == 415 || status == 422;
}

static millis pause_before(const struct attempts *attempts, const struct attempt_answer *answer,
                           uint64_t dice)
{
  millis pause = ATTEMPT_FIRST_MS;
  for (int64_t i = 1; i < attempts->count && pause < ATTEMPT_LONGEST_MS; i++) pause *= 2;
  if (pause > ATTEMPT_LONGEST_MS) pause = ATTEMPT_LONGEST_MS;
  pause = pause / 2 + (millis)(dice % (uint64_t)(pause / 2 + 1));
  return answer->retry_after > pause ? answer->retry_after : pause;
}

enum attempt_verdict attempt_judge(struct attempts *attempts, const struct attempt_answer *answer,
                                   millis retry_for, millis now, uint64_t dice)
{
  if (attempts->count++ == 0) attempts->first_at = now;
  if (answer->status >= 200 && answer->status < 300) return ATTEMPT_TAKEN;
  if (answer->status == 410) return ATTEMPT_GONE;
  if (is_about_the_article(answer->status)) return ATTEMPT_REFUSED;
  attempts->next_at = now + pause_before(attempts, answer, dice);
  return attempts->next_at - attempts->first_at > retry_for ? ATTEMPT_REFUSED : ATTEMPT_AGAIN;
}
