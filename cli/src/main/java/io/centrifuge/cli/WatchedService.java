package io.centrifuge.cli;

import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;
import io.centrifuge.protocol.client.ManagerRing;
import io.centrifuge.protocol.wire.TableWatch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One service's table as a watch knows it, and the stream that keeps it up to date. Used by one
 * thread.
 *
 * <p>Invariant: the table's LSN never goes back, and each step to the next table is printed.
 */
final class WatchedService implements AutoCloseable {
    private final ServiceName service;
    private final ManagerRing managers;
    private final ManagerChannels connections;
    private final Consumer<WatchEvent> events;
    private final WatchPrinter printer;
    private @Nullable TableStream stream;
    private RangeMap<LeaseEntry> entries = RangeMap.of(LeaseEntry.NEVER_LEASED);
    private long lsn;
    private boolean hasTable;
    private boolean connected;
    private boolean toldOfLoss;

    WatchedService(
            ServiceName service,
            ManagerRing managers,
            ManagerChannels connections,
            Consumer<WatchEvent> events,
            WatchPrinter printer) {
        this.service = service;
        this.managers = managers;
        this.connections = connections;
        this.events = events;
        this.printer = printer;
    }

    boolean isFrom(TableStream candidate) {
        return candidate == stream;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether a table ever came. */
    boolean hasTable() {
        return hasTable;
    }

    boolean hasStream() {
        return stream != null;
    }

    /** Watches the current manager of the ring. */
    void open() {
        close();
        TableStream opened = new TableStream(managers.current(), connections, events);
        stream = opened;
        opened.open(new TableWatch(service, lsn));
    }

    void heard(ManagerAddress manager, TableAnswer answer) {
        switch (answer) {
            case TableAnswer.Whole whole -> become(manager, whole.entries(), whole.lsn());
            case TableAnswer.Changes changes ->
                become(manager, entries.overlay(changes.pieces()), changes.lsn());
            case TableAnswer.Behind behind ->
                ended(
                        manager,
                        "its table is at LSN " + behind.lsn() + ", or it can't vouch for it");
        }
    }

    private void become(ManagerAddress manager, RangeMap<LeaseEntry> next, long nextLsn) {
        if (hasTable && !connected) {
            printer.connected(service, manager, nextLsn);
        }
        connected = true;
        toldOfLoss = false;
        if (!hasTable) {
            printer.table(service, manager, nextLsn, next);
        } else if (nextLsn > lsn) {
            List<TableDifference> changes = TableDifference.between(entries, next);
            changes.forEach(change -> printer.changed(service, nextLsn, change));
        }
        if (!hasTable || nextLsn > lsn) {
            entries = next;
            lsn = nextLsn;
            hasTable = true;
        }
    }

    /** The stream is over; another is opened later, to the next manager. */
    void ended(ManagerAddress manager, String why) {
        close();
        managers.next();
        if (hasTable && !toldOfLoss) {
            printer.disconnected(service, manager, why);
            toldOfLoss = true;
        }
    }

    /** Goes on to the next manager if this one, which is silent, is the one it watches. */
    void leave(StatusReply.Silent silent) {
        if (stream != null && managers.current().equals(silent.manager())) {
            ended(silent.manager(), silent.reason());
        }
    }

    @Override
    public void close() {
        connected = false;
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
