package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a manager process counts from its start. Any thread may count and read.
 *
 * <p>Invariant: of the store's records it counts only those that this process proposed, in a term
 * of its own. So the managers of a group may be added up, and a log that is read again at a start
 * counts for nothing.
 */
final class Counters {
    private final long process;
    private final LongAdder steps = new LongAdder();
    private final LongAdder nanosWaited = new LongAdder();
    private final LongAccumulator longestStep = new LongAccumulator(Math::max, 0);
    private final LongAdder requestsHandled = new LongAdder();
    private final LongAdder requestsReplaced = new LongAdder();
    private final LongAdder messagesMalformed = new LongAdder();
    private final LongAdder lookupsRefused = new LongAdder();
    private final LongAdder takeovers = new LongAdder();
    private final Map<Changed, LongAdder> changes = new ConcurrentHashMap<>();
    private final Map<Answer, LongAdder> answers = new ConcurrentHashMap<>();

    /** What happened to an owner or to a range, by one change of a record. */
    enum Change {
        JOINED,
        DRAINED,
        UNDRAINED,
        CORDONED,
        UNCORDONED,
        EVICTED,
        LEFT,
        REMOVED,
        GRANTED,
        TRANSFERRED,
        RELEASED,
        EXPIRED,
        MERGED;

        private static Change of(TableChange change) {
            return switch (change) {
                case TableChange.Joined joined -> JOINED;
                case TableChange.Drained drained -> DRAINED;
                case TableChange.Undrained undrained -> UNDRAINED;
                case TableChange.Cordoned cordoned -> CORDONED;
                case TableChange.Uncordoned uncordoned -> UNCORDONED;
                case TableChange.Evicted evicted -> EVICTED;
                case TableChange.Left left -> LEFT;
                case TableChange.Removed removed -> REMOVED;
                case TableChange.Granted granted -> GRANTED;
                case TableChange.Transferred moved -> TRANSFERRED;
                case TableChange.Merged merged -> MERGED;
                case TableChange.Freed freed ->
                    freed.cause() == TableChange.Cause.EXPIRED ? EXPIRED : RELEASED;
            };
        }
    }

    private record Changed(ServiceName service, Change change) {}

    /** What a lookup was answered. */
    enum Answer {
        WHOLE,
        CHANGES,
        UNCHANGED,
        BEHIND;

        static Answer of(TableAnswer answer) {
            return switch (answer) {
                case TableAnswer.Whole whole -> WHOLE;
                case TableAnswer.Changes changes ->
                    changes.pieces().isEmpty() ? UNCHANGED : CHANGES;
                case TableAnswer.Behind behind -> BEHIND;
            };
        }
    }

    /**
     * @param process the number that this process drew at its start
     */
    Counters(long process) {
        this.process = process;
    }

    void stepped() {
        steps.increment();
    }

    /** An event waited that long before the machine took it. */
    void waited(long nanos) {
        nanosWaited.add(nanos);
    }

    /** An event while leading, with what came of it. */
    void stepTook(long nanos) {
        longestStep.accumulate(nanos);
    }

    void requestHandled() {
        requestsHandled.increment();
    }

    void requestReplaced() {
        requestsReplaced.increment();
    }

    void messageMalformed() {
        messagesMalformed.increment();
    }

    void lookupRefused() {
        lookupsRefused.increment();
    }

    void answered(Answer answer) {
        counter(answer).increment();
    }

    /** The store's log showed the record, and it was accepted and led to {@code state}. */
    void applied(StoreRecord record, CommittedState state) {
        if (state.leader().process() != process) {
            return;
        }
        switch (record) {
            case LeaderWrite.TakeOver takeover -> takeovers.increment();
            case LeaderWrite write -> {}
            case FormatRecord change -> {}
            case ClusterRecord change -> {}
            case TableRecord table ->
                table.changes()
                        .forEach(change -> counter(new Changed(table.service(), Change.of(change)))
                                .increment());
        }
    }

    /** Events that the machine handled. */
    long steps() {
        return steps.sum();
    }

    /** By all events together, before the machine took them. */
    long nanosWaited() {
        return nanosWaited.sum();
    }

    /** Of an event while leading. */
    long longestStepNanos() {
        return longestStep.get();
    }

    /** While leading. */
    long requestsHandled() {
        return requestsHandled.sum();
    }

    /** Dropped, because a newer one of the same incarnation came before the machine took it. */
    long requestsReplaced() {
        return requestsReplaced.sum();
    }

    long messagesMalformed() {
        return messagesMalformed.sum();
    }

    long lookupsRefused() {
        return lookupsRefused.sum();
    }

    /** Terms that this process won. */
    long takeovers() {
        return takeovers.sum();
    }

    long answers(Answer answer) {
        return counter(answer).sum();
    }

    /** Owners or ranges of the service. */
    long changes(ServiceName service, Change change) {
        return counter(new Changed(service, change)).sum();
    }

    /** Ranges of all services whose lease the owner didn't renew. */
    long leasesExpired() {
        return changes.entrySet().stream()
                .filter(counted -> counted.getKey().change() == Change.EXPIRED)
                .mapToLong(counted -> counted.getValue().sum())
                .sum();
    }

    private LongAdder counter(Changed changed) {
        return changes.computeIfAbsent(changed, one -> new LongAdder());
    }

    private LongAdder counter(Answer answer) {
        return answers.computeIfAbsent(answer, kind -> new LongAdder());
    }
}
