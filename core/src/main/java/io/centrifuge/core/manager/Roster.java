package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.OwnerRef;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sessions of one service in one term, and when each ends if its owner stays silent. */
final class Roster {
    private final SortedMap<OwnerRef, ManagerSession> sessions = new TreeMap<>();

    private final Deadlines<OwnerRef> ends = new Deadlines<>();

    private final SortedSet<OwnerRef> retiring = new TreeSet<>();

    private long retiringChanges;

    /** The newest number of all sessions that were removed. */
    private long used;

    Optional<ManagerSession> find(OwnerRef owner) {
        return Optional.ofNullable(sessions.get(owner));
    }

    Set<OwnerRef> owners() {
        return sessions.keySet();
    }

    boolean isLive(OwnerRef owner) {
        ManagerSession session = sessions.get(owner);
        return session != null && session.isLive();
    }

    /** Whether something new may be leased to it. */
    boolean isTaking(OwnerRef owner) {
        ManagerSession session = sessions.get(owner);
        return session != null && session.isTaking();
    }

    /** Who has said that it retires, also if it has left since. */
    SortedSet<OwnerRef> retiring() {
        return Collections.unmodifiableSortedSet(retiring);
    }

    /** How often {@link #retiring} has changed. */
    long retiringChanges() {
        return retiringChanges;
    }

    void add(ManagerSession session) {
        sessions.put(session.owner, session);
        ends.put(session.owner, session.heldUntil());
    }

    void remove(OwnerRef owner) {
        ManagerSession removed = sessions.remove(owner);
        if (removed != null) {
            used = Math.max(used, removed.sent());
        }
        ends.remove(owner);
        retiringChanges += retiring.remove(owner) ? 1 : 0;
    }

    /**
     * Above which the numbers of a new session begin: its owner may have had one in this term, and
     * no number means two lists.
     */
    long used() {
        return used;
    }

    /** See {@link ManagerSession#handle}. */
    void handle(ManagerSession session, OwnerRequest request, ClockReading now, long managerNanos) {
        session.handle(request, now, managerNanos);
        ends.put(session.owner, session.heldUntil());
        if (session.isRetiring()) {
            retiringChanges += retiring.add(session.owner) ? 1 : 0;
        }
    }

    /** Whose sessions are over by now, the longest silent first; they stay until removed. */
    List<OwnerRef> over(ClockReading now) {
        return ends.due(now.monotonic());
    }

    /** Monotonic nanoseconds at which the next session is over, if there is one. */
    OptionalLong wakeAt() {
        return ends.first();
    }
}
