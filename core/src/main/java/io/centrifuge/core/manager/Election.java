package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.core.Step;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.time.LeaderTiming;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this manager process leads, and what it must propose to lead or to go on leading
 * (docs/protocol.md, "Election and takeover"). It acts on the committed leader's record alone: it
 * leads because its takeover came back from the log, and answers only as long as its last accepted
 * heartbeat, counted from before it was proposed, stands. One thread.
 */
final class Election {
    private final long process;
    private final LeaderTiming timing;
    private final long managerNanos;

    private LeaderRecord record = LeaderRecord.NONE;

    /** When this process had been shown {@link #record} for the first time. */
    private ClockReading shownAt;

    /**
     * From when the leadership counts: before the last accepted write of this process was proposed.
     */
    private ClockReading standsFrom;

    private @Nullable Proposal<LeaderWrite> pending;

    /** The newest term for which a takeover of its own was accepted; 0 if there is none. */
    private long termWon;

    /** In that term. */
    private boolean steppedDown;

    private boolean shuttingDown;

    Election(ManagerConfig config, LeaderRecord record, ClockReading now) {
        this.process = config.process();
        this.timing = config.leader();
        this.managerNanos = config.lease().managerNanos();
        this.record = record;
        this.shownAt = now;
        this.standsFrom = now;
        // What an earlier life of this object led is over, whatever the record says.
        this.termWon = 0;
    }

    /**
     * The log showed {@code write}, which left the leader's record at {@code after}.
     *
     * @return whether this process has just become the leader
     */
    boolean committed(LeaderWrite write, LeaderRecord after, ClockReading now) {
        boolean accepted = !after.equals(record);
        Proposal<LeaderWrite> own =
                pending != null && pending.record.equals(write) ? pending : null;
        if (accepted) {
            record = after;
            shownAt = now;
        }
        if (accepted && own != null) {
            standsFrom = own.firstTry;
        }
        if (accepted || own != null) {
            pending = null;
        }
        if (!accepted || !(write instanceof LeaderWrite.TakeOver) || after.process() != process) {
            return false;
        }
        termWon = after.term();
        steppedDown = own == null; // it had given that up
        return leads();
    }

    /** Whether the committed record is of the term that it won, and it hasn't stepped down. */
    boolean leads() {
        return isNamed() && !steppedDown && !shuttingDown;
    }

    private boolean isNamed() {
        return termWon > 0 && record.isOf(termWon, process) && !record.resigned();
    }

    /** Whether it leads and may answer: its leadership hasn't lapsed by either clock. */
    boolean stands(ClockReading now) {
        return leads() && !now.endsFrom(standsFrom, timing.leaseNanos());
    }

    /** Monotonic nanoseconds at which the leader's record was shown for the first time. */
    long shownAt() {
        return shownAt.monotonic();
    }

    /** For the rest of this term, in which it then resigns; a later one may be won. */
    void stepDown() {
        steppedDown = true;
        pending = null;
    }

    /** Never answers again, in this term or another; resigns if it leads. */
    void shutDown() {
        shuttingDown = true;
        pending = null;
    }

    /** Whether a heartbeat's fate has been unknown for a whole lease of the leader. */
    boolean isInDoubt(ClockReading now) {
        return leads() && pending != null && pending.isInDoubt(now, timing.leaseNanos());
    }

    /**
     * What to propose now, if anything.
     *
     * @param longestLeaseNanos the longest manager's duration under which a lease may still run,
     *     for the record; used while leading
     * @param restored whether that may be a lease of a lost history; likewise
     */
    Optional<LeaderWrite> propose(long longestLeaseNanos, boolean restored, ClockReading now) {
        if (pending != null) {
            return pending.again(now, timing.heartbeatNanos());
        }
        Optional<LeaderWrite> next = next(longestLeaseNanos, restored, now);
        next.ifPresent(write -> pending = new Proposal<>(write, now));
        return next;
    }

    private Optional<LeaderWrite> next(long longestLeaseNanos, boolean restored, ClockReading now) {
        if (isNamed() && !leads()) {
            // Else a heartbeat of before, committed late, would have the others wait for nobody.
            return Optional.of(new LeaderWrite.Resign(record.term(), process));
        }
        if (shuttingDown) {
            return Optional.empty();
        }
        if (leads()) {
            boolean waitIsOver = record.restored() && !restored;
            return waitIsOver || now.surelyAfter(standsFrom, timing.heartbeatNanos())
                    ? Optional.of(new LeaderWrite.Heartbeat(
                            record.term(),
                            process,
                            record.heartbeat() + 1,
                            longestLeaseNanos,
                            restored))
                    : Optional.empty();
        }
        return record.resigned() || now.surelyAfter(shownAt, timing.takeoverNanos())
                ? Optional.of(new LeaderWrite.TakeOver(record, process, managerNanos))
                : Optional.empty();
    }

    /** Whether a resignation has nothing left to wait for. */
    boolean hasResigned() {
        return shuttingDown && !isNamed();
    }

    /** Monotonic nanoseconds at which {@link #propose} may have something new to say. */
    long wakeAt() {
        if (hasResigned()) {
            return Step.NEVER;
        }
        if (pending != null) {
            return pending.wakeAt(timing.heartbeatNanos());
        }
        if (leads()) {
            return standsFrom.monotonic() + timing.heartbeatNanos();
        }
        return record.resigned()
                ? shownAt.monotonic()
                : shownAt.monotonic() + timing.takeoverNanos();
    }
}
