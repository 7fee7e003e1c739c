package io.centrifuge.lookup;

import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.MalformedMessageException;
import io.centrifuge.protocol.ManagerAddresses;
import io.centrifuge.protocol.ManagerChannels;
import io.centrifuge.protocol.ManagerEndpoint;
import io.centrifuge.protocol.ManagerRoute;
import io.centrifuge.protocol.ProcessClock;
import io.centrifuge.protocol.SerialThread;
import io.centrifuge.protocol.TableWatch;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lookup's connection, to one manager of the group after the other until one answers. Used on
 * the driver's thread alone; it hands the driver's thread what comes.
 *
 * <p>Invariant: the end of a connection that was given up does not touch the one that replaced it;
 * what it still answers is as good as any, for the machine goes by the LSN.
 */
final class ManagerLink implements ManagerConnection.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

    private final ServiceName service;
    private final ManagerRoute route;
    private final ManagerChannels channels;
    private final ProcessClock clock;
    private final LookupStatus status;
    private final SerialThread thread;
    private final Consumer<LookupEvent> events;
    private @Nullable ManagerConnection current;
    private boolean hasWatched;

    ManagerLink(
            ServiceName service,
            ManagerAddresses managers,
            Lookup.Setting setting,
            LookupStatus status,
            SerialThread thread,
            Consumer<LookupEvent> events) {
        this.service = service;
        this.route = new ManagerRoute(managers, Long.hashCode(setting.seed()), setting.clock());
        this.channels = setting.channels();
        this.clock = setting.clock();
        this.status = status;
        this.thread = thread;
        this.events = events;
    }

    /** Watches the next manager that has not refused of late, instead of the one watched now. */
    void watch(long lsn) {
        close();
        if (hasWatched) {
            route.next();
        }
        hasWatched = true;
        Optional<ManagerEndpoint> manager = route.current();
        if (manager.isEmpty()) {
            disconnectAgain();
            return;
        }
        status.watches.incrementAndGet();
        current = new ManagerConnection(
                manager.get(), channels.open(manager.get(), status.traffic), this);
        current.watch(new TableWatch(service, lsn));
    }

    /** Every manager has refused of late: fails in a while, so that the machine watches again. */
    private void disconnectAgain() {
        Runnable again = () -> events.accept(new LookupEvent.Disconnected());
        clock.alarm(
                clock.monotonic() + ManagerRoute.REFUSED_FOR.toNanos(),
                () -> thread.execute(again));
    }

    /** Asks the manager that is watched; nobody where every manager has refused of late. */
    void poll(long lsn) {
        if (current != null) {
            status.polls.incrementAndGet();
            current.poll(new TableWatch(service, lsn));
        }
    }

    void close() {
        if (current != null) {
            current.abandon();
            current = null;
        }
    }

    @Override
    public void heard(ManagerConnection from, TableAnswer answer) {
        thread.execute(() -> events.accept(new LookupEvent.Heard(answer)));
    }

    @Override
    public void malformed(ManagerConnection from, MalformedMessageException answer) {
        String text = "manager %s sent what breaks the protocol: %s"
                .formatted(from.manager(), answer.getMessage());
        status.error(text);
        LOG.warn("{}; dropped", text);
        ended(from, Status.DATA_LOSS.withDescription(answer.getMessage()));
    }

    @Override
    public void ended(ManagerConnection from, Status why) {
        thread.execute(() -> {
            if (from == current) {
                status.failures.incrementAndGet();
                ManagerRoute.Failure failure = route.failed(from.manager(), why);
                status.error(failure.text());
                if (failure.isRefusal()) {
                    status.refusals.incrementAndGet();
                }
                events.accept(new LookupEvent.Disconnected());
            }
        });
    }
}
