package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.core.message.ManagerMessage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * An owner's side of the rules by which messages may cross (docs/protocol.md, "Sessions and
 * numbers"): the session's nonce and the sequence numbers both ways, and when each request was
 * sent. One thread.
 */
final class OwnerSession {
    /** Requests that no list has named yet; more than any owner sends within its duration. */
    private static final int MOST_UNANSWERED = 1024;

    /** The highest leader's term heard of; with the incarnation it is the session's nonce. */
    private long term;

    /** The newest request's number; runs on through reconnects and sessions. */
    private long sequence;

    /**
     * The newest of the manager's numbers seen in this session, whether its message was handled or
     * dropped.
     */
    private long seen;

    /** The number of the list handled last in this session. */
    private long handledList;

    /** The request that the list handled last named: the leases rest on it. */
    private long answered;

    private long races;

    /** Oldest first; what precedes {@link #answered} is forgotten. */
    private final Deque<Sent> unanswered = new ArrayDeque<>();

    private record Sent(long sequence, ClockReading before) {}

    long term() {
        return term;
    }

    boolean isOfSession(long otherTerm) {
        return otherTerm == term;
    }

    /**
     * Whether a leader of {@code newTerm} begins a new session; the old one's messages are dropped
     * from now on.
     */
    boolean begins(long newTerm) {
        if (newTerm <= term) {
            return false;
        }
        term = newTerm;
        seen = 0;
        handledList = 0;
        return true;
    }

    /**
     * Notes a message's number, and whether it is newer than any seen; if not, the message is
     * ignored.
     */
    boolean see(long number) {
        if (number <= seen) {
            return false;
        }
        seen = number;
        return true;
    }

    /**
     * Whether the manager hadn't seen the newest request when it sent the list: the list is then
     * dropped.
     */
    boolean crosses(ManagerMessage.Leases list) {
        boolean crossed = list.seen() < sequence;
        if (crossed) {
            races++;
        }
        return crossed;
    }

    /**
     * Notes that the list is handled.
     *
     * @return the clocks before the request was sent on which its leases rest; empty if that is so
     *     long ago that they are over
     */
    Optional<ClockReading> handle(ManagerMessage.Leases list) {
        handledList = list.sequence();
        answered = list.handled();
        while (!unanswered.isEmpty() && unanswered.getFirst().sequence() < answered) {
            unanswered.removeFirst();
        }
        Sent oldest = unanswered.peekFirst();
        return oldest != null && oldest.sequence() == answered
                ? Optional.of(oldest.before())
                : Optional.empty();
    }

    /** Gives the next request its number; {@code now} was read before it is sent. */
    long send(ClockReading now) {
        sequence++;
        unanswered.addLast(new Sent(sequence, now));
        if (unanswered.size() > MOST_UNANSWERED) {
            unanswered.removeFirst();
        }
        return sequence;
    }

    long nextSequence() {
        return sequence + 1;
    }

    long seen() {
        return seen;
    }

    long handledList() {
        return handledList;
    }

    long answered() {
        return answered;
    }

    long races() {
        return races;
    }
}
