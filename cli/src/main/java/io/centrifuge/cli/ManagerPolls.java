package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;
import io.centrifuge.protocol.client.StoreClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks every manager again and again what it says of itself, until it is closed. Each has a thread,
 * so that one that hangs holds up no other.
 */
final class ManagerPolls implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(1);

    private final ScheduledExecutorService threads;
    private final List<Poll> polls = new ArrayList<>();

    /**
     * Begins.
     *
     * @param events called on threads of its own
     */
    ManagerPolls(
            ManagerAddresses managers, ManagerChannels connections, Consumer<WatchEvent> events) {
        threads = new ScheduledThreadPoolExecutor(managers.all().size());
        for (ManagerAddress manager : managers.all()) {
            Poll poll = new Poll(manager, connections, events);
            polls.add(poll);
            var unused = threads.scheduleWithFixedDelay(
                    poll, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        polls.forEach(Poll::close);
    }

    /** Of one manager; never runs twice at once. */
    private static final class Poll implements Runnable {
        private final ManagerAddress manager;
        private final ManagerClient client;
        private final StoreClient store;
        private final Consumer<WatchEvent> events;
        private Optional<String> member = Optional.empty();
        private boolean hasAskedForMember;

        Poll(ManagerAddress manager, ManagerChannels connections, Consumer<WatchEvent> events) {
            this.manager = manager;
            this.client = new ManagerClient(
                    new ManagerAddresses(List.of(manager)), connections, LONGEST_ANSWER);
            this.store = new StoreClient(connections, LONGEST_ANSWER);
            this.events = events;
        }

        @Override
        public void run() {
            StatusReply reply = client.status(manager);
            long nanos = System.nanoTime();
            if (reply instanceof StatusReply.Told && !hasAskedForMember) {
                hasAskedForMember = true;
                member = askForMember();
            }
            events.accept(new WatchEvent.Asked(member, reply, nanos));
        }

        /** By which people know it; without it, its address must do. */
        private Optional<String> askForMember() {
            try {
                return Optional.of(store.describe(manager).self().id());
            } catch (StoreClient.NotDoneException nameless) {
                return Optional.empty();
            }
        }

        void close() {
            client.close();
            store.close();
        }
    }
}
