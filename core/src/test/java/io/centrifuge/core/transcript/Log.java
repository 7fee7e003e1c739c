package io.centrifuge.core.transcript;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.StoreRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store: all that was proposed, each with its number, the log, and the state that it leads to.
 * Nothing is committed unless the script says so; what was committed can be committed again.
 */
final class Log {
    /** All that is committed, in order. */
    final List<StoreRecord> records = new ArrayList<>();

    private final List<Proposal> proposals = new ArrayList<>();
    private CommittedState state = CommittedState.begun(new UUID(0, 1));
    private @Nullable CommittedState copy;

    /** A proposed record. */
    static final class Proposal {
        final int number;
        final String by;
        final StoreRecord record;
        private boolean waits = true;

        Proposal(int number, String by, StoreRecord record) {
            this.number = number;
            this.by = by;
            this.record = record;
        }

        @Override
        public String toString() {
            return "r%d by %s: %s".formatted(number, by, Records.print(record));
        }
    }

    CommittedState state() {
        return state;
    }

    LeaseTable table() {
        return state.table(Notation.SERVICE);
    }

    /** As a new store is. */
    void forgetName() {
        state = CommittedState.EMPTY;
    }

    void set(LeaderRecord leader) {
        state = new CommittedState(
                leader,
                Formats.START,
                state.cluster(),
                state.floor(),
                new TreeMap<>(state.tables()));
    }

    void set(LeaseTable table) {
        state = new CommittedState(
                state.leader(),
                Formats.START,
                state.cluster(),
                state.floor(),
                new TreeMap<>(Map.of(Notation.SERVICE, table)));
    }

    void keepCopy() {
        copy = state;
    }

    /** From the copy that was kept, else from the state as it is. */
    void restore(long history, long longestLeaseNanos) {
        state = (copy == null ? state : copy).restoredAs(history, longestLeaseNanos);
    }

    Proposal propose(String by, StoreRecord record) {
        Proposal proposal = new Proposal(proposals.size() + 1, by, record);
        proposals.add(proposal);
        return proposal;
    }

    /** The proposal of this number, such as {@code r3}, which then waits no more. */
    Proposal take(String number) {
        int wanted = Integer.parseInt(number.substring(1));
        if (wanted < 1 || wanted > proposals.size()) {
            throw new Unmet("there is no record r" + wanted);
        }
        Proposal proposal = proposals.get(wanted - 1);
        proposal.waits = false;
        return proposal;
    }

    List<Proposal> waiting() {
        return proposals.stream().filter(proposal -> proposal.waits).toList();
    }

    /** Appends the record, and tells what became of it. */
    String commit(StoreRecord record) {
        CommittedState before = state;
        Optional<CommittedState> after = before.apply(record);
        records.add(record);
        if (after.isEmpty()) {
            return "refused";
        }
        state = after.get();
        if (!state.formats().equals(before.formats())) {
            return Records.print(state.formats()) + managers(before);
        }
        if (!state.cluster().equals(before.cluster())) {
            return "cluster " + Records.print(state.cluster())
                    + (state.leader().equals(before.leader())
                            ? ""
                            : ", leader " + Records.print(state.leader()));
        }
        return state.leader().equals(before.leader())
                ? Records.print(table())
                : "leader " + Records.print(state.leader());
    }

    private String managers(CommittedState before) {
        return state.cluster().equals(before.cluster())
                ? ""
                : ", cluster " + Records.print(state.cluster());
    }

    /** Forgets the proposals that were committed or lost, and numbers the rest from 1. */
    void forget() {
        List<Proposal> left = waiting();
        proposals.clear();
        left.forEach(proposal -> propose(proposal.by, proposal.record));
    }
}
