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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One service's table as a watch knows it, and the stream that keeps it up to date. Used by one
 * thread.
 *
 * <p>Invariant: the table's LSN never goes back, and what changes from one table to the next is
 * printed, an event at a time.
 */
final class WatchedService implements AutoCloseable {
    private final ServiceName service;
    private final ManagerRing managers;
    private final ManagerChannels connections;
    private final Consumer<WatchEvent> events;
    private final WatchPrinter printer;
    private @Nullable TableStream stream;
    private @Nullable TableMoves moves;
    private long lsn;
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

    void heard(ManagerAddress manager, TableAnswer answer, long nanos) {
        switch (answer) {
            case TableAnswer.Whole whole -> become(manager, whole.entries(), whole.lsn(), nanos);
            case TableAnswer.Changes changes ->
                become(manager, newest().overlay(changes.pieces()), changes.lsn(), nanos);
            case TableAnswer.Behind behind ->
                ended(
                        manager,
                        "its table is at LSN " + behind.lsn() + ", or it can't vouch for it");
        }
    }

    private void become(
            ManagerAddress manager, RangeMap<LeaseEntry> next, long nextLsn, long nanos) {
        if (moves == null) {
            printer.table(service, manager, nextLsn, next);
            moves = new TableMoves(next);
            lsn = nextLsn;
        } else {
            if (!connected) {
                printer.connected(service, manager, nextLsn);
            }
            if (nextLsn > lsn) {
                moves.become(next, nanos);
                lsn = nextLsn;
            }
        }
        connected = true;
        toldOfLoss = false;
    }

    /** What its stream goes on from. */
    private RangeMap<LeaseEntry> newest() {
        return moves == null ? RangeMap.of(LeaseEntry.NEVER_LEASED) : moves.newest();
    }

    /** Prints what has come to an end. */
    void print(long nanos) {
        if (moves != null && moves.isDue(nanos)) {
            printMoves();
        }
    }

    private void printMoves() {
        if (moves != null) {
            moves.take().forEach(move -> printer.moved(service, lsn, move));
        }
    }

    /** The stream is over; another is opened later, to the next manager. */
    void ended(ManagerAddress manager, String why) {
        close();
        managers.next();
        if (moves != null && !toldOfLoss) {
            printMoves();
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

    /** Closes, and prints what has come so far. */
    void end() {
        close();
        printMoves();
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
