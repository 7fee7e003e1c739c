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

    /** Monotonic nanoseconds of the next poll; brought forward by refused hints. */
    private long pollAt;

    private long lastPollAt;

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
            polled(time);
        }
        switch (event) {
            case LookupEvent.Wake wake -> {}
            case LookupEvent.Heard heard -> hear(heard, now, effects);
            case LookupEvent.Disconnected disconnected -> watchLater(time);
            case LookupEvent.Refused refused -> askSoon(time);
        }
        lookAtAge(now, effects);
        if (watchAt != Step.NEVER && time - watchAt >= 0) {
            watchAt = Step.NEVER;
            watches = true;
            effects.add(new LookupEffect.Watch(snapshot.lsn(), now));
        }
        if (time - pollAt >= 0) {
            polled(time);
            effects.add(new LookupEffect.Poll(snapshot.lsn(), now));
        }
        return new Step<>(effects, wakeAt());
    }

    private long wakeAt() {
        long at = watchAt != Step.NEVER && watchAt - pollAt < 0 ? watchAt : pollAt;
        return !isStale && confirmation.staleAt() - at < 0 ? confirmation.staleAt() : at;
    }

    /** Says once that the table is stale, and once that it is not any more. */
    private void lookAtAge(ClockReading now, List<LookupEffect> effects) {
        if (confirmation.isStale(now) != isStale) {
            isStale = !isStale;
            if (isStale) {
                effects.add(new LookupEffect.Stale(confirmation.ageNanos(now)));
                askSoon(now.monotonic()); // it may be the process that was away
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
                    askSoon(now.monotonic());
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
            for (Piece<LeaseEntry> before : snapshot.entries(change.range())) {
                if (before.value().lostBy(change.value())) {
                    lost.computeIfAbsent(change.value().cut(), cause -> new ArrayList<>())
                            .add(before.range());
                }
            }
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
            askSoon(now.monotonic()); // what a watch hears may answer a question of long ago
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

    /** At once, unless a poll went out recently. */
    private void askSoon(long time) {
        long soonest = lastPollAt + ASK_PERIOD;
        long at = time - soonest >= 0 ? time : soonest;
        if (pollAt - at > 0) {
            pollAt = at;
        }
    }

    private void polled(long time) {
        lastPollAt = time;
        pollAt = time + POLL_PERIOD.toNanos();
    }
}
