package io.centrifuge.manager;

import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.StoreEvent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Writes to a file when the store told this manager of each record that changes a table or takes
 * over, by {@code System.nanoTime()}, which is one clock for all processes of a Linux machine. For
 * measurements alone (docs/performance.md, "A whole fleet"): it is in the way of the store's
 * events, and on only where a system property names the file. Used by the store's follower, one
 * call at a time.
 *
 * <p>A line is {@code table SERVICE LSN NANOS EXPIRED}, where the last is how many ranges expired,
 * or {@code takeover TERM NANOS}.
 */
final class CommitTimes implements Consumer<StoreEvent> {
    /** Of the file, to which lines are added. */
    static final String PROPERTY = "centrifuge.commit-times";

    private final Writer file;
    private final Consumer<StoreEvent> next;

    /** Only so that what is refused has no line. */
    private CommittedState state = CommittedState.EMPTY;

    private CommitTimes(Writer file, Consumer<StoreEvent> next) {
        this.file = file;
        this.next = next;
    }

    /** What the store is to tell: {@code next}, unless the property is set. */
    static Consumer<StoreEvent> before(Consumer<StoreEvent> next) {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return next;
        }
        try {
            return new CommitTimes(
                    Files.newBufferedWriter(
                            Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    next);
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "-D%s=%s can't be written".formatted(PROPERTY, file), unusable);
        }
    }

    @Override
    public void accept(StoreEvent event) {
        long now = System.nanoTime();
        next.accept(event);
        switch (event) {
            case StoreEvent.Restored restored -> state = restored.state();
            case StoreEvent.Committed(StoreRecord record) ->
                state.apply(record).ifPresent(after -> {
                    state = after;
                    write(record, now);
                });
            case StoreEvent.Failed failed -> {}
        }
    }

    private void write(StoreRecord record, long now) {
        switch (record) {
            case TableRecord table ->
                write("table %s %d %d %d%n"
                        .formatted(table.service(), table.lsn(), now, expired(table)));
            case LeaderWrite.TakeOver takeover ->
                write("takeover %d %d%n".formatted(takeover.watched().term() + 1, now));
            case LeaderWrite other -> {}
            case FormatRecord change -> {}
            case ClusterRecord change -> {}
        }
    }

    private static long expired(TableRecord record) {
        return record.changes().stream()
                .filter(change -> change instanceof TableChange.Freed freed
                        && freed.cause() == TableChange.Cause.EXPIRED)
                .count();
    }

    private void write(String line) {
        try {
            file.write(line);
            file.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
