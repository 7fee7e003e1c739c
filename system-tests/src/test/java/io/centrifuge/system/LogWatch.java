package io.centrifuge.system;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.protocol.stored.StoreCodec;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Remembers which record took each LSN of a service's table in the log that a store tells: of the
 * newest ten thousand.
 */
final class LogWatch implements Consumer<StoreEvent> {
    private static final int KEPT = 10_000;

    private final Deque<String> seen = new ArrayDeque<>();
    private CommittedState state = CommittedState.EMPTY;

    @Override
    public synchronized void accept(StoreEvent event) {
        switch (event) {
            case StoreEvent.Restored restored -> state = restored.state();
            case StoreEvent.Committed(StoreRecord record) -> {
                Optional<CommittedState> after = state.apply(record);
                state = after.orElse(state);
                if (after.isPresent() && record instanceof TableRecord changes) {
                    int hash = Arrays.hashCode(StoreCodec.encode(changes, Formats.FIRST));
                    seen.add("%s:%d:%d".formatted(changes.service(), changes.lsn(), hash));
                    if (seen.size() > KEPT) {
                        seen.removeFirst();
                    }
                }
            }
            case StoreEvent.Failed failed -> {}
        }
    }

    /** What {@link #decode} takes: of the service's records alone. */
    synchronized String encode(String service) {
        return seen.stream()
                .filter(entry -> entry.startsWith(service + ":"))
                .map(entry -> entry.substring(service.length() + 1))
                .collect(Collectors.joining(" "));
    }

    /** By LSN, and so by lease number, a hash of the record. */
    static SortedMap<Long, Integer> decode(String text) {
        SortedMap<Long, Integer> records = new TreeMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            int colon = entry.indexOf(':');
            Integer twice = records.put(
                    Long.parseLong(entry.substring(0, colon)),
                    Integer.parseInt(entry.substring(colon + 1)));
            if (twice != null) {
                throw new AssertionError("one log has an LSN twice: " + entry);
            }
        }
        return records;
    }
}
