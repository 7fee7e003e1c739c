package io.centrifuge.core.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.Loss;
import io.centrifuge.LossCause;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.time.Backoff;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One lookup of one service: keeps a copy of the lease table, and tells of lost state
 * (docs/protocol.md, "Tables and losses"; paper, section 3.3). Plain and single-threaded; the
 * driver passes every event with a reading of the clocks, and performs the effects in order.
 *
 * <p>Invariant: the table's LSN never goes back, and every step from one table to the next has been
 * searched for losses.
 */
public final class LookupMachine {
    /** How often the manager is asked although it pushes, in case the stream is silent. */
    public static final Duration POLL_PERIOD = Duration.ofSeconds(30);

    /** How often at most refused hints make it ask. */
    static final long ASK_PERIOD = Duration.ofMillis(100).toNanos();

    /**
     * How long it watches a manager that is behind before it asks another, once it has asked all:
     * this at least, and twice as much at most. It is a new connection each time.
     */
    private static final long BETWEEN_SEARCHES = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_BACKOFF = Duration.ofSeconds(2).toNanos();

    private final ServiceName service;
    private final SplittableRandom random;
    private final Backoff backoff;
    private boolean started;
    private boolean hasTable;
    private LookupSnapshot snapshot = LookupSnapshot.EMPTY;

    private Confirmation confirmation = new Confirmation(new ClockReading(0, 0));

    /** Whether it was said that the table is stale, and not that it is fresh again. */
    private boolean isStale;

    /** Monotonic nanoseconds of the newest question, which is a watch or a poll. */
    private long askedAt;

    /** Whether nothing came since: it may be a whole table, and on its way. */
    private boolean unanswered;

    /** Whether it became known after the newest question that there may be something new. */
    private boolean wantsToAsk;

    /** Monotonic nanoseconds at which to watch another manager, or {@link Step#NEVER}. */
    private long watchAt = Step.NEVER;

    /** Whether a watch runs, perhaps at a manager that is behind. */
    private boolean watches;

    /**
     * @param managers how many there are to try, at least 1
     * @param seed of the random back-off
     */
    public LookupMachine(ServiceName service, int managers, long seed) {
        this.service = service;
        this.random = new SplittableRandom(seed);
        this.backoff = new Backoff(random, managers, LONGEST_BACKOFF);
    }

    /** What happened, and what to do about it. */
    public Step<LookupEffect> on(LookupEvent event, ClockReading now) {
        List<LookupEffect> effects = new ArrayList<>();
        long time = now.monotonic();
        if (!started) {
            started = true;
            confirmation = new Confirmation(now);
            watchAt = time;
        }
        switch (event) {
            case LookupEvent.Wake wake -> {}
            case LookupEvent.Heard heard -> hear(heard, now, effects);
            case LookupEvent.Disconnected disconnected -> watchLater(time);
            case LookupEvent.Refused refused -> wantsToAsk = true;
        }
        lookAtAge(now, effects);
        if (watchAt != Step.NEVER && time - watchAt >= 0) {
            watchAt = Step.NEVER;
            watches = true;
            asks(time);
            effects.add(new LookupEffect.Watch(snapshot.lsn(), now));
        }
        if (watches && time - pollAt() >= 0) {
            asks(time);
            effects.add(new LookupEffect.Poll(snapshot.lsn(), now));
        }
        return new Step<>(effects, wakeAt());
    }

    private long wakeAt() {
        long at = isStale ? Step.NEVER : confirmation.staleAt();
        at = earlier(at, watchAt);
        return watches ? earlier(at, pollAt()) : at;
    }

    private static long earlier(long a, long b) {
        if (a == Step.NEVER || b == Step.NEVER) {
            return a == Step.NEVER ? b : a;
        }
        return a - b < 0 ? a : b;
    }

    /**
     * When to ask the manager that is watched. Not soon beside a question that may still be
     * answered: where many lookups want whole tables, each would be sent several.
     */
    private long pollAt() {
        boolean soon = wantsToAsk && !unanswered;
        return askedAt + (soon ? ASK_PERIOD : POLL_PERIOD.toNanos());
    }

    private void asks(long time) {
        askedAt = time;
        unanswered = true;
        wantsToAsk = false;
    }

    /** Says once that the table is stale, and once that it is not any more. */
    private void lookAtAge(ClockReading now, List<LookupEffect> effects) {
        if (confirmation.isStale(now) != isStale) {
            isStale = !isStale;
            if (isStale) {
                effects.add(new LookupEffect.Stale(confirmation.ageNanos(now)));
                wantsToAsk = true; // it may be the process that was away
            } else {
                effects.add(new LookupEffect.Fresh());
            }
        }
    }

    /**
     * What hints are answered from; the same object as in the last {@link LookupEffect.Publish}.
     */
    public LookupSnapshot snapshot() {
        return snapshot;
    }

    /** How far what {@link #snapshot} has is vouched for; not to be asked before the start. */
    public Confirmation confirmation() {
        return confirmation;
    }

    private void hear(LookupEvent.Heard heard, ClockReading now, List<LookupEffect> effects) {
        TableAnswer answer = heard.answer();
        if (!answer.service().equals(service)) {
            return;
        }
        unanswered = false;
        long lsn = snapshot.lsn();
        switch (answer) {
            case TableAnswer.Whole whole -> {
                served(heard.asked(), now);
                if (whole.lsn() > lsn || !hasTable) {
                    become(
                            LookupSnapshot.of(whole.lsn(), whole.entries(), whole.addresses()),
                            whole.entries().pieces(),
                            effects);
                }
            }
            case TableAnswer.Changes changes -> {
                if (changes.since() > lsn) {
                    served();
                    wantsToAsk = true;
                    return;
                }
                served(heard.asked(), now);
                if (changes.lsn() > lsn || !hasTable) {
                    become(
                            snapshot.changed(changes.lsn(), changes.pieces(), changes.addresses()),
                            changes.pieces(),
                            effects);
                }
            }
            case TableAnswer.Behind behind -> searchLater(now.monotonic());
        }
    }

    /**
     * @param changes everything in which {@code next} may differ from the table before
     */
    private void become(
            LookupSnapshot next, List<Piece<LeaseEntry>> changes, List<LookupEffect> effects) {
        Map<LossCause, List<KeyRange>> lost = new EnumMap<>(LossCause.class);
        for (Piece<LeaseEntry> change : changes) {
            snapshot.forEach(change.range(), (start, end, before) -> {
                if (before.lostBy(change.value())) {
                    lost.computeIfAbsent(change.value().cut(), cause -> new ArrayList<>())
                            .add(new KeyRange(start, end));
                }
            });
        }
        snapshot = next;
        hasTable = true;
        effects.add(new LookupEffect.Publish(snapshot));
        if (!lost.isEmpty()) {
            Map<LossCause, KeyRanges> ranges = new EnumMap<>(LossCause.class);
            lost.forEach((cause, pieces) -> ranges.put(cause, KeyRanges.of(pieces)));
            effects.add(new LookupEffect.Lost(Loss.of(ranges)));
        }
    }

    /** The table is, or becomes, one that a manager vouched for after it was asked. */
    private void served(ClockReading asked, ClockReading now) {
        served();
        confirmation = confirmation.answered(asked);
        if (confirmation.isStale(now)) {
            wantsToAsk = true; // what a watch hears may answer a question of long ago
        }
    }

    /** The manager that is watched has a table that may be used: no other is needed. */
    private void served() {
        backoff.heard();
        if (watches) {
            watchAt = Step.NEVER;
        }
    }

    /**
     * The watch goes on, for the manager may catch up; meanwhile others are asked, all of them
     * soon, and then one now and then: where nobody leads, each says the same.
     */
    private void searchLater(long time) {
        if (watchAt == Step.NEVER) {
            long pause = backoff.failed();
            watchAt = time
                    + (backoff.wentRound()
                            ? random.nextLong(BETWEEN_SEARCHES, 2 * BETWEEN_SEARCHES)
                            : pause);
        }
    }

    private void watchLater(long time) {
        if (watches) {
            watches = false;
            long at = time + backoff.failed();
            if (watchAt == Step.NEVER || watchAt - at > 0) {
                watchAt = at;
            }
        }
    }
}
