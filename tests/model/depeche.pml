/* depeche.pml - the delivery protocol (PROTOCOL.md, section 3) for exhaustive verification by SPIN.
 *
 * Three daemons (fetch, the middle, store) and a feeder. Every step of a daemon is one atomic guarded command; between any
 * two steps it may be killed: what is volatile is gone, what is journaled stays, and a queue at either end of a killed
 * daemon is lost or kept. Messages and verdicts get lost, deliveries are slow (a timeout fires although the item is still on its
 * way). All faults have budgets, so that "in the end" means: when they are used up.
 *
 * What is checked
 *   journal first    a feeder is answered only for what is journaled; nothing is sent that is not FETCHED, with its response synced
 *   commit, then answer   a verdict that reaches the fetcher stands in the catalog
 *   exactly once     a content is in the catalog at most once; a redelivery gets the verdict that the item has
 *   window           at most WINDOW items are fetched and without a verdict
 *   no outage as poison   an attempt counts only if a verdict came in after it was sent
 *   one suspect      a poison item kills the middle, but never takes a healthy item with it to the dead letters
 *   no loss          no end state and no fair cycle leaves an answered URL unsettled
 *
 * What is assumed: timeouts are long against the way through the pipeline (they fire when nothing moves, but for EARLY of
 * them), expire in the order of sending, and jitter keeps them apart (but TOGETHER times). Somebody goes on feeding (the
 * last item comes again and again) until the poison item is dead: an item that is alone in the pipeline can't be told from an
 * outage, so it stays in the window, unlost, for as long as nothing else is sent.
 *
 * Each mutant in `run` takes away one rule by a #define and must be caught. */

#define ITEMS 3
#ifndef WINDOW
#define WINDOW 2
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 2
#endif
#ifndef KILLS
#define KILLS 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef EARLY
#define EARLY 1
#endif
#ifndef TOGETHER
#define TOGETHER 1
#endif
#ifndef POISON
#define POISON 9 /* number of the item that kills whoever works on it; 9: none does */
#endif
#define NOBODY 15
#ifndef QUEUE
#define QUEUE 2
#endif
#define ROOM_IN(queue) (len(queue) < QUEUE)

/* Two items are the same article under two URLs, unless a poison item needs them apart. */
#if POISON == 9
#define CONTENT(i) (i == 1 -> 0 : i)
#else
#define CONTENT(i) (i)
#endif
#define BIT(i) (1 << (i))
#define HAS(set, i) (((set) >> (i)) & 1)

/* Faults that are left. */
byte kills = KILLS, losses = LOSSES, early = EARLY, together = TOGETHER;

/* The frontier, durable. */
#define NEW 0
#define QUEUED 1
#define FETCHED 2
#define DONE 3
#define DEAD 4
byte journal[ITEMS];
byte counted[ITEMS]; /* attempts that count */
byte archived;       /* set: the response is in the WARC, synced */

/* The catalog, durable. */
byte decided;       /* set: has a verdict */
byte stored;        /* set: and that is `stored`; else `duplicate` */
byte copies[ITEMS]; /* of each content */

/* What the feeder was told. */
byte answered; /* set */

/* Volatile state of fetch. */
byte asking = NOBODY, owing = NOBODY; /* the feeding: a request read, a request committed and not yet answered */
#define GOT 1
#define WRITTEN 2
#define SYNCED 3
byte transfer = NOBODY, stage; /* one transfer at a time is enough to show every order that matters */
byte waiting;                  /* set: in the window, to be sent */
byte sent;                     /* set: in the window, on its way */
byte later[ITEMS];             /* set: what was sent after the last sending of i */
byte overtaken;                /* set: something sent later got a verdict */
byte heard;                    /* set: any verdict came in since; a witness that no rule reads */
byte last_suspect = NOBODY;
bool expiring; /* since the last sending only timeouts fired: several may fire at the same time */
bool fetch_up = true;

/* Volatile state of the middle (two workers) and of the store. */
byte left_hand = NOBODY, right_hand = NOBODY;
byte batch, outbox; /* sets */

chan request = [1] of {byte};
chan to_middle = [QUEUE] of {byte};
chan to_store = [QUEUE] of {byte};
chan verdicts = [QUEUE] of {byte};

byte x, y; /* scratch of atomic steps, 0 outside of them */

#define SETTLED(i) (journal[i] == DONE || journal[i] == DEAD)
#define ALL_SETTLED (SETTLED(0) && SETTLED(1) && SETTLED(2))
#define ANY_QUEUED (journal[0] == QUEUED || journal[1] == QUEUED || journal[2] == QUEUED)
#define SUSPECT_SENT ((HAS(sent, 0) && counted[0]) || (HAS(sent, 1) && counted[1]) || (HAS(sent, 2) && counted[2]))
#define OTHER_SUSPECT(i) ((i != 0 && HAS(waiting, 0) && counted[0]) || (i != 1 && HAS(waiting, 1) && counted[1]) || \
                          (i != 2 && HAS(waiting, 2) && counted[2]))
#define OLDEST(i) (!(HAS(sent, 0) && HAS(later[0], i)) && !(HAS(sent, 1) && HAS(later[1], i)) && \
                   !(HAS(sent, 2) && HAS(later[2], i)))
#define SENDABLE ((HAS(waiting, 0) && MAY_SEND(0)) || (HAS(waiting, 1) && MAY_SEND(1)) || (HAS(waiting, 2) && MAY_SEND(2)))

#define MEMBERS(set) (HAS(set, 0) + HAS(set, 1) + HAS(set, 2))
#ifdef NO_WINDOW
#define ROOM true
#else
#define ROOM (MEMBERS(waiting | sent) < WINDOW)
#endif
#ifdef MANY_SUSPECTS
#define MAY_SEND(i) (ROOM_IN(to_middle))
#else
#define MAY_SEND(i) (ROOM_IN(to_middle) && \
                     (!counted[i] || (!SUSPECT_SENT && !(last_suspect == i && OTHER_SUSPECT(i)))))
#endif

/* Nothing moves: no message, nothing in hand, nothing that fetch could do at once. */
#define STILL (len(to_middle) == 0 && len(to_store) == 0 && len(verdicts) == 0 && len(request) == 0 && \
               left_hand == NOBODY && right_hand == NOBODY && !batch && !outbox && \
               asking == NOBODY && owing == NOBODY && transfer == NOBODY && !(ANY_QUEUED && ROOM) && ((expiring && together) || !SENDABLE))

/* lose_queue - what stood in a queue of a killed daemon is lost, or had already left it. */
inline lose_queue(queue)
{
  if
  :: do :: queue?_ :: len(queue) == 0 -> break od
  :: len(queue) -> skip
  fi
}

/* ---- fetch ---- */

inline kill_fetch()
{
  asking = NOBODY; owing = NOBODY; transfer = NOBODY; stage = 0;
  waiting = 0; sent = 0; expiring = false; overtaken = 0; heard = 0; last_suspect = NOBODY;
  x = 0;
  do :: x < ITEMS -> later[x] = 0; x++ :: else -> break od;
  x = 0;
  lose_queue(request); lose_queue(to_middle); lose_queue(verdicts);
  fetch_up = false
}

/* start_fetch - what is fetched and not settled goes into the window again. */
inline start_fetch()
{
  fetch_up = true;
#ifndef FORGET_ON_RESTART
  x = 0;
  do
  :: x < ITEMS ->
     if
     :: journal[x] == FETCHED ->
        assert(HAS(archived, x)); /* JOURNAL FIRST: FETCHED names a record that is on disk */
        waiting = waiting | BIT(x)
     :: else
     fi;
     x++
  :: else -> break
  od;
  x = 0
#endif
}

inline send(i)
{
  assert(journal[i] == FETCHED && HAS(archived, i)); /* JOURNAL FIRST: nothing is sent that is not journaled */
  to_middle!i;
  expiring = false;
  waiting = waiting & ~BIT(i);
  sent = sent | BIT(i);
  overtaken = overtaken & ~BIT(i);
  heard = heard & ~BIT(i);
  x = 0;
  do
  :: x < ITEMS ->
     if :: x == i -> later[x] = 0 :: HAS(sent, x) && x != i -> later[x] = later[x] | BIT(i) :: else fi;
     x++
  :: else -> break
  od;
  x = 0;
  if :: counted[i] -> last_suspect = i :: else fi
}

inline leave_window(i)
{
  waiting = waiting & ~BIT(i);
  sent = sent & ~BIT(i);
  overtaken = overtaken & ~BIT(i);
  heard = heard & ~BIT(i);
  x = 0;
  do :: x < ITEMS -> later[x] = later[x] & ~BIT(i); x++ :: else -> break od;
  x = 0;
  later[i] = 0
}

inline settle(i)
{
  assert(HAS(decided, i)); /* COMMIT, THEN ANSWER: a verdict stands in the catalog */
  heard = heard | sent;
  x = 0;
  do
  :: x < ITEMS ->
     if :: HAS(later[x], i) -> overtaken = overtaken | BIT(x) :: else fi;
     x++
  :: else -> break
  od;
  x = 0;
  if :: journal[i] == FETCHED || journal[i] == DEAD -> journal[i] = DONE :: else fi;
  leave_window(i)
}

/* expire - no verdict in time: the attempt counts if something overtook it; at the last one the item is buried. */
inline expire(i)
{
  sent = sent & ~BIT(i);
  waiting = waiting | BIT(i);
#ifdef NEVER_COUNT
  if
  :: false
#elif defined(COUNT_OUTAGE_AS_POISON)
  if
  :: true
#else
  if
  :: HAS(overtaken, i)
#endif
     ->
     assert(HAS(heard, i)); /* NO OUTAGE AS POISON */
     counted[i]++;
     if
     :: counted[i] >= MAX_ATTEMPTS ->
#if POISON != 9
        assert(i == POISON); /* ONE SUSPECT: a healthy item is not buried for its neighbour */
#endif
        journal[i] = DEAD;
        leave_window(i)
     :: else
     fi
  :: else
  fi
}

active proctype fetch()
{
  byte i;
end:
  do
  :: atomic { kills && fetch_up -> kills--; kill_fetch(); i = 0 }
  :: atomic { !fetch_up -> start_fetch() }

  /* feeding */
#ifdef ANSWER_BEFORE_COMMIT
  :: atomic { fetch_up && asking == NOBODY && owing == NOBODY && len(request) -> request?asking; answered = answered | BIT(asking) }
#else
  :: atomic { fetch_up && asking == NOBODY && owing == NOBODY && len(request) -> request?asking }
#endif
  :: atomic {
       fetch_up && asking != NOBODY ->
       if :: journal[asking] == NEW -> journal[asking] = QUEUED :: else fi;
       owing = asking; asking = NOBODY
     }
  :: atomic { fetch_up && owing != NOBODY -> answered = answered | BIT(owing); owing = NOBODY }

  /* fetching: one transfer, then archive, sync, journal; the window is looked at before the transfer starts */
  :: atomic {
       fetch_up && transfer == NOBODY && ANY_QUEUED && ROOM && !SENDABLE ->
       i = 0;
       do :: journal[i] == QUEUED -> break :: else -> i++ od;
       transfer = i; stage = GOT; i = 0
     }
  :: atomic { fetch_up && transfer != NOBODY && stage == GOT -> stage = WRITTEN }
#ifndef JOURNAL_BEFORE_SYNC
  :: atomic { fetch_up && transfer != NOBODY && stage == WRITTEN -> stage = SYNCED; archived = archived | BIT(transfer) }
  :: atomic {
       fetch_up && transfer != NOBODY && stage == SYNCED ->
#else
  :: atomic { fetch_up && stage == WRITTEN && transfer != NOBODY && journal[transfer] == FETCHED ->
       archived = archived | BIT(transfer); waiting = waiting | BIT(transfer); transfer = NOBODY; stage = 0 }
  :: atomic {
       fetch_up && transfer != NOBODY && stage == WRITTEN && journal[transfer] == QUEUED ->
#endif
       journal[transfer] = FETCHED;
#ifndef JOURNAL_BEFORE_SYNC
       waiting = waiting | BIT(transfer);
       assert(MEMBERS(waiting | sent) <= WINDOW); /* WINDOW */
       transfer = NOBODY; stage = 0
#endif
     }
#ifdef SEND_BEFORE_JOURNAL
  :: atomic { fetch_up && transfer != NOBODY && stage == SYNCED && ROOM_IN(to_middle) -> i = transfer; send(i); i = 0 }
#endif

  /* delivering */
  :: atomic {
       fetch_up && waiting && SENDABLE ->
       if
       :: HAS(waiting, 0) && MAY_SEND(0) -> i = 0
       :: HAS(waiting, 1) && MAY_SEND(1) -> i = 1
       :: HAS(waiting, 2) && MAY_SEND(2) -> i = 2
       fi;
       send(i); i = 0
     }
  :: atomic { fetch_up && len(verdicts) -> verdicts?i; settle(i); i = 0 }
#ifndef NEVER_RESEND
  :: atomic {
       fetch_up && sent && (STILL || early) ->
       if
       :: HAS(sent, 0) && OLDEST(0) -> i = 0
       :: HAS(sent, 1) && OLDEST(1) -> i = 1
       :: HAS(sent, 2) && OLDEST(2) -> i = 2
       fi;
       if
       :: STILL && !SENDABLE -> expiring = true
       :: STILL && SENDABLE -> together--
       :: else -> early--
       fi;
       expire(i); i = 0
     }
#endif
  od
}

/* ---- the middle: two workers in one process, stateless ---- */

inline kill_middle()
{
  left_hand = NOBODY; right_hand = NOBODY;
  lose_queue(to_middle); lose_queue(to_store)
}

#ifdef ONE_WORKER
#define RIGHT_TAKES false
#else
#define RIGHT_TAKES (right_hand == NOBODY && left_hand != NOBODY && len(to_middle))
#endif

active proctype middle()
{
end:
  do
  :: atomic { kills && (left_hand != NOBODY || right_hand != NOBODY || len(to_middle) || len(to_store)) -> kills--; kill_middle() }
  :: atomic { left_hand == NOBODY && len(to_middle) -> to_middle?left_hand }
  :: atomic { RIGHT_TAKES -> to_middle?right_hand }
  :: atomic { left_hand == POISON || right_hand == POISON -> kill_middle() }
  :: atomic { left_hand != NOBODY && left_hand != POISON && ROOM_IN(to_store) -> to_store!left_hand; left_hand = NOBODY }
  :: atomic { right_hand != NOBODY && right_hand != POISON && ROOM_IN(to_store) -> to_store!right_hand; right_hand = NOBODY }
  od
}

/* ---- store ---- */

/* decide - the verdict on one item, inside the transaction. */
inline decide(i)
{
  if
#if defined(NO_DEDUP)
  :: true -> copies[CONTENT(i)]++; stored = stored | BIT(i)
#elif !defined(NO_MEMORY)
  :: HAS(decided, i) -> skip /* a redelivery gets the verdict that it has */
  :: !HAS(decided, i) && copies[CONTENT(i)] == 0 -> copies[CONTENT(i)]++; stored = stored | BIT(i)
  :: !HAS(decided, i) && copies[CONTENT(i)] > 0 -> skip /* the same article under another URL: duplicate */
#else
  :: copies[CONTENT(i)] == 0 -> copies[CONTENT(i)]++; stored = stored | BIT(i)
  :: copies[CONTENT(i)] > 0 -> assert(!HAS(stored, i)) /* EXACTLY ONCE: what was stored is not called a duplicate later */
#endif
  fi;
  assert(copies[CONTENT(i)] <= 1); /* EXACTLY ONCE */
  decided = decided | BIT(i)
}

inline commit()
{
  y = 0;
  do
  :: y < ITEMS -> if :: HAS(batch, y) -> decide(y) :: else fi; y++
  :: else -> break
  od;
  y = 0
}

active proctype store()
{
  byte i;
end:
  do
  :: atomic { kills && (batch || outbox || len(to_store) || len(verdicts)) ->
       kills--; batch = 0; outbox = 0; lose_queue(to_store); lose_queue(verdicts) }
  :: atomic { len(to_store) && !outbox -> to_store?i; batch = batch | BIT(i); i = 0 }
#ifdef ACK_BEFORE_COMMIT
  :: atomic { batch && !outbox -> outbox = batch }
  :: atomic { batch && outbox -> commit(); batch = 0 }
#else
  :: atomic { batch && !outbox -> commit(); outbox = batch; batch = 0 }
#endif
  :: atomic {
       outbox && ROOM_IN(verdicts) ->
       do :: HAS(outbox, i) -> break :: else -> i++ od;
       outbox = outbox & ~BIT(i);
       if :: fetch_up -> verdicts!i :: else fi; /* PUB drops what nobody is there to hear */
       i = 0
     }
  od
}

/* ---- the network, and the feeder ---- */

active proctype network()
{
end:
  do
  :: atomic { losses && len(to_middle) -> to_middle?_; losses-- }
  :: atomic { losses && len(to_store) -> to_store?_; losses-- }
  :: atomic { losses && len(verdicts) -> verdicts?_; losses-- }
  od
}

#define LAST (ITEMS - 1)
#define UNHEARD(i) (!HAS(answered, i) && !(request??[eval(i)]) && asking != i && owing != i)
#define GONE(i) (!(to_middle??[eval(i)]) && !(to_store??[eval(i)]) && !(verdicts??[eval(i)]) && left_hand != i && \
                 right_hand != i && !HAS(batch, i) && !HAS(outbox, i))

active proctype feeder()
{
  byte i;
  do
  :: atomic { i < ITEMS && UNHEARD(i) && len(request) == 0 -> request!i } /* asked again when there was no answer */
  :: atomic { i < ITEMS && HAS(answered, i) -> assert(journal[i] != NEW) /* JOURNAL FIRST */; i++ }
#if POISON != 9
  /* traffic goes on, slower than the timeout: the last item is forgotten by all and comes as a new one */
  :: atomic { i == ITEMS && !SETTLED(POISON) && !HAS(overtaken, POISON) && SETTLED(LAST) && GONE(LAST) ->
       journal[LAST] = NEW; counted[LAST] = 0; archived = archived & ~BIT(LAST); decided = decided & ~BIT(LAST); stored = stored & ~BIT(LAST);
       copies[LAST] = 0; answered = answered & ~BIT(LAST);
       x = 0;
       do :: x < ITEMS -> later[x] = later[x] & ~BIT(LAST); x++ :: else -> break od;
       x = 0; i = LAST }
#endif
  :: atomic { i == ITEMS && ALL_SETTLED -> break } /* NO LOSS: blocked before this is an invalid end state */
  od
}
