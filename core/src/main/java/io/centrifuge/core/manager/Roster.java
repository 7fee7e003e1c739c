package io.centrifuge.core.manager;

import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.time.ClockReading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sessions of one service in one term, and when each ends if its owner stays silent. */
final class Roster {
    private final SortedMap<OwnerRef, Session> sessions = new TreeMap<>();

    /** Times wrap around, so their difference tells which is first. */
    private final NavigableSet<Session> byEnd = new TreeSet<>(
            ((Comparator<Session>) (a, b) -> Long.signum(a.heldUntil() - b.heldUntil()))
                    .thenComparing(session -> session.owner));

    Optional<Session> find(OwnerRef owner) {
        return Optional.ofNullable(sessions.get(owner));
    }

    boolean isLive(OwnerRef owner) {
        Session session = sessions.get(owner);
        return session != null && session.isLive();
    }

    void add(Session session) {
        sessions.put(session.owner, session);
        byEnd.add(session);
    }

    void remove(OwnerRef owner) {
        Session session = sessions.remove(owner);
        if (session != null) {
            byEnd.remove(session);
        }
    }

    /** See {@link Session#handle}. */
    void handle(Session session, OwnerRequest request, ClockReading now, long managerNanos) {
        byEnd.remove(session);
        session.handle(request, now, managerNanos);
        byEnd.add(session);
    }

    /** Whose sessions are over by now, the longest silent first; they stay until removed. */
    List<Session> over(ClockReading now) {
        List<Session> over = new ArrayList<>();
        for (Session session : byEnd) {
            if (!session.isOver(now)) {
                break;
            }
            over.add(session);
        }
        return over;
    }

    /** Monotonic nanoseconds at which the next session is over, if there is one. */
    OptionalLong wakeAt() {
        return byEnd.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byEnd.getFirst().heldUntil());
    }
}
