package io.centrifuge.cli;

import io.centrifuge.ServiceName;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;
import io.centrifuge.protocol.client.ManagerRing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Prints what managers and their lease tables become, while it runs. Used by one thread. */
final class Watch {
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** That often it is looked whether an event's changes have come to an end. */
    private static final long TICK_NANOS = TableMoves.QUIET_NANOS / 3;

    private final ManagerAddresses addresses;
    private final ManagerChannels connections;
    private final WatchPrinter printer;
    private final boolean allServices;
    private final WatchedManagers managers;
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    private final Map<ServiceName, WatchedService> watched = new TreeMap<>();

    /**
     * @param allServices whether services that come later are watched as well
     */
    Watch(
            ManagerAddresses addresses,
            ManagerChannels connections,
            WatchPrinter printer,
            boolean allServices) {
        this.addresses = addresses;
        this.connections = connections;
        this.printer = printer;
        this.allServices = allServices;
        this.managers = new WatchedManagers(printer);
    }

    /** Returns when it is interrupted, or when nobody reads any more. */
    void run(List<ServiceName> services) {
        ManagerPolls polls = new ManagerPolls(addresses, connections, events::add);
        try (polls) {
            services.forEach(this::add);
            while (!Thread.currentThread().isInterrupted() && !printer.nobodyReads()) {
                handleEvents();
                watched.values().stream()
                        .filter(table -> !table.hasStream())
                        .forEach(WatchedService::open);
            }
        } catch (InterruptedException toldToEnd) {
            Thread.currentThread().interrupt();
        } finally {
            watched.values().forEach(WatchedService::end);
        }
    }

    private void add(ServiceName service) {
        if (!watched.containsKey(service)) {
            WatchedService added = new WatchedService(
                    service, new ManagerRing(addresses, 0), connections, events::add, printer);
            watched.put(service, added);
            added.open();
        }
    }

    /** All that come within a period. */
    private void handleEvents() throws InterruptedException {
        long deadline = System.nanoTime() + PERIOD.toNanos();
        long left = PERIOD.toNanos();
        while (left > 0) {
            WatchEvent event = events.poll(Math.min(left, TICK_NANOS), TimeUnit.NANOSECONDS);
            long now = System.nanoTime();
            switch (event) {
                case null -> {}
                case WatchEvent.Asked asked -> handle(asked);
                case WatchEvent.OfStream ofStream ->
                    watched.values().stream()
                            .filter(table -> table.isFrom(ofStream.from()))
                            .forEach(table -> handle(table, ofStream, now));
            }
            watched.values().forEach(table -> table.print(now));
            left = deadline - now;
        }
    }

    private void handle(WatchEvent.Asked asked) {
        boolean fellSilent = managers.heard(asked);
        switch (asked.reply()) {
            case StatusReply.Silent silent -> {
                if (fellSilent) {
                    watched.values().forEach(table -> table.leave(silent));
                }
            }
            case StatusReply.Told told -> {
                if (allServices) {
                    told.status().services().stream()
                            .map(ServiceStatus::service)
                            .forEach(this::add);
                }
            }
        }
    }

    private static void handle(WatchedService table, WatchEvent.OfStream event, long now) {
        switch (event) {
            case WatchEvent.Heard heard -> table.heard(heard.manager(), heard.answer(), now);
            case WatchEvent.Ended ended ->
                table.ended(ended.manager(), ended.why().reason());
        }
    }
}
