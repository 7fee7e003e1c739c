package io.centrifuge.manager;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import io.centrifuge.protocol.admin.HistoryReport.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What this process saw become of owners and ranges, the newest of it, for people who ask why. It
 * is told by the machine's thread, and asked by any.
 *
 * <p>At its start a process reads again what the log has, some time after it came about: what comes
 * before this process has announced itself in the log, or has taken over, has no time.
 */
final class ChangeHistory {
    /** How many changes are kept, of all services together: some ten megabytes. */
    static final int MOST = 100_000;

    /** How many an answer has at most. */
    static final int MOST_ANSWERED = 2_000;

    private final ProcessClock clock;
    private final String member;
    private final long process;
    private final Instant since;
    private final Deque<Seen> changes = new ArrayDeque<>();
    private boolean live;

    private record Seen(ServiceName service, Change change) {}

    /**
     * @param member of the store, in this process
     * @param process the number that it was given at its start
     */
    ChangeHistory(ProcessClock clock, String member, long process) {
        this.clock = clock;
        this.member = member;
        this.process = process;
        this.since = now();
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(clock.wall());
    }

    /**
     * The log showed the record, and it was accepted.
     *
     * @param before the state until then
     */
    synchronized void applied(StoreRecord record, CommittedState before) {
        live = live || isOfThisProcess(before);
        if (record instanceof TableRecord changed) {
            add(changed, before.table(changed.service()));
        }
    }

    /** Whether the log has something that this process has said. */
    private boolean isOfThisProcess(CommittedState state) {
        ManagerPlace place = state.cluster().managers().get(member);
        return (place != null && place.process() == process) || state.leader().process() == process;
    }

    private void add(TableRecord record, LeaseTable before) {
        Optional<Instant> at = live ? Optional.of(now()) : Optional.empty();
        SortedSet<OwnerRef> leaving = new TreeSet<>();
        for (TableChange change : record.changes()) {
            if (change instanceof TableChange.Left(OwnerRef owner)) {
                leaving.add(owner);
            }
        }
        for (TableChange change : record.changes()) {
            of(change, new Told(record.lsn(), at, before, leaving)).ifPresent(seen -> {
                changes.addLast(new Seen(record.service(), seen));
                if (changes.size() > MOST) {
                    changes.removeFirst();
                }
            });
        }
    }

    /** What is so of all changes of one record. */
    private record Told(
            long lsn, Optional<Instant> at, LeaseTable before, SortedSet<OwnerRef> leaving) {
        Change ofOwner(Kind kind, OwnerRef owner) {
            return of(kind, null, owner, null);
        }

        Change of(
                Kind kind,
                @Nullable KeyRange range,
                @Nullable OwnerRef from,
                @Nullable OwnerRef to) {
            return new Change(
                    lsn,
                    at,
                    kind,
                    Optional.ofNullable(range),
                    Optional.ofNullable(from),
                    Optional.ofNullable(to));
        }
    }

    private static Optional<Change> of(TableChange change, Told told) {
        LeaseTable before = told.before();
        return switch (change) {
            case TableChange.Joined(OwnerRef owner, var address) -> {
                OwnerRef earlier = before.current(owner.id()).orElse(null);
                yield Optional.of(told.of(
                        earlier == null ? Kind.JOINED : Kind.JOINED_AGAIN, null, earlier, owner));
            }
            case TableChange.Left(OwnerRef owner) ->
                before.isIn(owner, OwnerState.SUPERSEDED)
                        ? Optional.empty()
                        : Optional.of(told.ofOwner(Kind.LEFT, owner));
            case TableChange.Drained(OwnerRef owner) ->
                Optional.of(told.ofOwner(Kind.DRAIN_ORDERED, owner));
            case TableChange.Undrained(OwnerRef owner) ->
                Optional.of(told.ofOwner(Kind.UNDRAIN_ORDERED, owner));
            case TableChange.Evicted(OwnerRef owner) ->
                Optional.of(told.ofOwner(Kind.EVICTION_ORDERED, owner));
            case TableChange.Granted(KeyRange range, OwnerRef owner) ->
                Optional.of(told.of(Kind.GRANTED, range, null, owner));
            case TableChange.Transferred(var range, var holder, var number, var successor) ->
                Optional.of(told.of(Kind.HANDED_ON, range, holder, successor));
            case TableChange.Freed freed ->
                Optional.of(told.of(why(freed, told), freed.range(), freed.holder(), null));
            case TableChange.Merged(KeyRange range, OwnerRef holder) ->
                Optional.of(told.of(Kind.MERGED, range, holder, holder));
            case TableChange.Cordoned cordoned -> Optional.empty();
            case TableChange.Uncordoned lifted -> Optional.empty();
            case TableChange.Removed removed ->
                Optional.of(told.of(Kind.SERVICE_REMOVED, null, null, null));
        };
    }

    /** By what the table said of the holder when the range was freed. */
    private static Kind why(TableChange.Freed freed, Told told) {
        LeaseTable before = told.before();
        OwnerRef holder = freed.holder();
        if (before.isEvicted(holder)) {
            return Kind.EVICTED;
        }
        if (before.isIn(holder, OwnerState.SUPERSEDED)) {
            return Kind.SUPERSEDED;
        }
        if (freed.cause() == TableChange.Cause.EXPIRED) {
            return Kind.EXPIRED;
        }
        if (told.leaving().contains(holder)) {
            return Kind.OWNER_LEFT;
        }
        if (before.isIn(holder, OwnerState.DRAINING)) {
            return Kind.DRAINED;
        }
        return before.owners().containsKey(holder) && !before.isAvailable(holder)
                ? Kind.CORDONED
                : Kind.RECALLED;
    }

    /**
     * The newest that were asked for.
     *
     * @param storeHistory of the store, as this process knows it
     * @param isCurrent whether this process knows what the leader does
     */
    synchronized HistoryReport answer(
            HistoryQuestion question, long storeHistory, boolean isCurrent) {
        List<Change> found = new ArrayList<>();
        for (Seen seen : changes) {
            if (seen.service().equals(question.service()) && isAskedFor(seen.change(), question)) {
                found.add(seen.change());
            }
        }
        int left = Math.max(0, found.size() - MOST_ANSWERED);
        return new HistoryReport(
                question.service(),
                storeHistory,
                isCurrent,
                since,
                left,
                found.subList(left, found.size()));
    }

    private static boolean isAskedFor(Change change, HistoryQuestion question) {
        if (question.keyHash().isPresent()) {
            long hash = question.keyHash().get();
            return change.range().filter(range -> range.contains(hash)).isPresent();
        }
        return question.owner().map(id -> isOf(change, id)).orElse(true);
    }

    private static boolean isOf(Change change, OwnerId id) {
        return change.from().filter(owner -> owner.id().equals(id)).isPresent()
                || change.to().filter(owner -> owner.id().equals(id)).isPresent();
    }
}
