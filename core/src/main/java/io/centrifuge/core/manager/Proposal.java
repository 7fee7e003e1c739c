package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.core.state.StoreRecord;

import java.util.Optional;

/**
 * A record whose fate is unknown: proposed again, unchanged, until the log shows what became of it.
 * One thread.
 */
final class Proposal<R extends StoreRecord> {
    final R record;

    /** Read before the record left for the first time. */
    final ClockReading firstTry;

    private ClockReading lastTry;

    Proposal(R record, ClockReading now) {
        this.record = record;
        this.firstTry = now;
        this.lastTry = now;
    }

    /** The record, if it is time to propose it again, which is then noted as done. */
    Optional<R> again(ClockReading now, long retryNanos) {
        if (!now.surelyAfter(lastTry, retryNanos)) {
            return Optional.empty();
        }
        lastTry = now;
        return Optional.of(record);
    }

    /** Whether its fate has been unknown for {@code nanos}. */
    boolean isInDoubt(ClockReading now, long nanos) {
        return now.endsFrom(firstTry, nanos);
    }

    /** Monotonic nanoseconds at which it is proposed again. */
    long wakeAt(long retryNanos) {
        return lastTry.monotonic() + retryNanos;
    }
}
