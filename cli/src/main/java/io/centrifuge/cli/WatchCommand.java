package io.centrifuge.cli;

import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.ManagerAddresses;
import io.centrifuge.protocol.ManagerChannels;
import io.centrifuge.protocol.ManagerRing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes of lease tables, live. */
@Command(
        name = "watch",
        header = "Show changes of the lease table as they happen.",
        description = {
            "",
            "One line for each range whose lease changed: the time, the LSN, the range, who had it"
                    + " and who has it now (\"-\" is nobody), and LOSS where the range's state did"
                    + " not come along. Goes on until Ctrl-C, and through restarts of the manager:"
                    + " what changed meanwhile is shown afterwards.",
            "",
            "With --json each line is an object whose \"type\" is table, change, disconnected or"
                    + " connected."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge watch",
            "  centrifuge watch rendezvous",
            "  centrifuge watch rendezvous --json | jq -c 'select(.loss)'"
        })
final class WatchCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    private final Map<ServiceName, WatchedService> watched = new TreeMap<>();

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "All services if absent, those that come later included.")
    private @Nullable ServiceName service;

    @Mixin
    private AskingFlags flags = new AskingFlags();

    /** Whom it watches, and how it connects to them. */
    private record Managers(ManagerAddresses addresses, ManagerChannels connections) {}

    WatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        return UntilSignalled.run(this::watch);
    }

    private int watch() throws CommandFailure {
        Managers managers =
                new Managers(flags.managers(surroundings), flags.connections(surroundings));
        WatchPrinter printer = new WatchPrinter(surroundings, flags.json(), service == null);
        try (ManagerClient client =
                new ManagerClient(managers.addresses(), managers.connections(), flags.timeout())) {
            List<ServiceName> first = client.services();
            if (service == null && first.isEmpty() && !flags.json()) {
                surroundings.out().println("no services yet: waiting for the first owner to join");
            }
            add(service == null ? first : List.of(service), managers, printer);
            while (!Thread.currentThread().isInterrupted() && !printer.nobodyReads()) {
                handleEvents();
                watched.values().stream()
                        .filter(table -> !table.hasStream())
                        .forEach(WatchedService::open);
                if (service == null) {
                    add(servicesNow(client), managers, printer);
                }
            }
        } catch (InterruptedException toldToEnd) {
            return ExitCodes.OK;
        } finally {
            watched.values().forEach(WatchedService::close);
        }
        return ExitCodes.OK;
    }

    private void add(List<ServiceName> names, Managers managers, WatchPrinter printer) {
        for (ServiceName name : names) {
            watched.computeIfAbsent(
                    name,
                    added -> new WatchedService(
                            added,
                            new ManagerRing(managers.addresses(), 0),
                            managers.connections(),
                            events::add,
                            printer));
        }
        watched.values().stream().filter(table -> !table.hasStream()).forEach(WatchedService::open);
    }

    /** What managers know now; nothing while none answers, which the streams tell of. */
    private static List<ServiceName> servicesNow(ManagerClient client) {
        try {
            return client.services();
        } catch (CommandFailure unreachable) {
            return List.of();
        }
    }

    /** All that come within a period. */
    private void handleEvents() throws InterruptedException {
        long deadline = System.nanoTime() + PERIOD.toNanos();
        long left = PERIOD.toNanos();
        while (left > 0) {
            WatchEvent event = events.poll(left, TimeUnit.NANOSECONDS);
            if (event != null) {
                watched.values().stream()
                        .filter(table -> table.isFrom(event.from()))
                        .forEach(table -> handle(table, event));
            }
            left = deadline - System.nanoTime();
        }
    }

    private static void handle(WatchedService table, WatchEvent event) {
        switch (event) {
            case WatchEvent.Heard heard -> table.heard(heard.manager(), heard.answer());
            case WatchEvent.Ended ended ->
                table.ended(ended.manager(), ended.why().reason());
        }
    }
}
