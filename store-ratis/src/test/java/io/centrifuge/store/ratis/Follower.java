package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keeps what a store tells, and applies it as a manager would. */
final class Follower implements Consumer<StoreEvent> {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private final List<StoreEvent> events = new ArrayList<>();
    private CommittedState state = CommittedState.EMPTY;
    private int committed;

    @Override
    public synchronized void accept(StoreEvent event) {
        events.add(event);
        switch (event) {
            case StoreEvent.Restored restored -> state = restored.state();
            case StoreEvent.Committed record -> {
                state = state.apply(record.record()).orElse(state);
                committed += isMembersOwn(record.record()) ? 0 : 1;
            }
            case StoreEvent.Failed failed -> assertThat(failed.reason()).isNotBlank();
        }
        notifyAll();
    }

    synchronized List<StoreEvent> events() {
        return List.copyOf(events);
    }

    private static boolean isMembersOwn(StoreRecord record) {
        return record instanceof FormatRecord || record instanceof ClusterRecord;
    }

    /** What managers have in it: what members say for themselves may come at any time. */
    synchronized CommittedState state() {
        return ofManagers(state);
    }

    static CommittedState ofManagers(CommittedState state) {
        return new CommittedState(state.leader(), state.tables());
    }

    synchronized Formats formats() {
        return state.formats();
    }

    /** All that members of a group of one say for themselves. */
    void awaitNamed() {
        await(() ->
                state.cluster().id().isPresent() && !state.formats().members().isEmpty());
    }

    /** Those of the test; the members say for themselves what they have to. */
    synchronized List<StoreRecord> records() {
        List<StoreRecord> records = new ArrayList<>();
        for (StoreEvent event : events) {
            if (event instanceof StoreEvent.Committed of && !isMembersOwn(of.record())) {
                records.add(of.record());
            }
        }
        return records;
    }

    void awaitRecord(StoreRecord record) {
        await(() -> has(record));
    }

    /** Whether it came within the time. */
    boolean awaitRecord(StoreRecord record, Duration time) {
        return within(time, () -> has(record));
    }

    private boolean has(StoreRecord record) {
        return events.contains(new StoreEvent.Committed(record));
    }

    void awaitRecords(int count) {
        await(() -> committed >= count);
    }

    String awaitFailure() {
        await(() -> events.getLast() instanceof StoreEvent.Failed);
        return ((StoreEvent.Failed) events().getLast()).reason();
    }

    private void await(BooleanSupplier asked) {
        assertThat(within(DEADLINE, asked))
                .as("after %s events", events().size())
                .isTrue();
    }

    /** Waits until what is asked is so; asked again after every event. */
    private synchronized boolean within(Duration time, BooleanSupplier asked) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!asked.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
        return true;
    }
}
