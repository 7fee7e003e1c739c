package io.centrifuge.lookup;

import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.client.ClusterCheck;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerEndpoint;
import io.centrifuge.protocol.client.ManagerRoute;
import io.centrifuge.protocol.client.WhoIs;
import io.centrifuge.protocol.runtime.SerialThread;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lookup's connection, to one manager of the group after the other until one answers with a
 * table. One that is behind is kept while another is asked, and of the two the first that has a
 * table stays: where nobody leads, connections are not made and closed for nothing. Used on the
 * driver's thread alone; it hands the driver's thread what comes.
 *
 * <p>Invariants: what a connection that was given up still says, and its end, touch nothing; and no
 * table gets through that the lookup may not act on, as its cluster's.
 */
final class ManagerLink implements ManagerConnection.Receiver {
    /**
     * How long a watch may go without the beginning of an answer, as long as a poll may take. A
     * manager begins to answer at once, also where nothing is new; this leaves time for TCP's first
     * packet to be lost twice (sent again after 1 s and 3 s), and for the handshakes. Only the
     * beginning counts, so that a large table may take its time over a slow network: from then on
     * the connection's keepalive tells whether the manager is there.
     *
     * <p>After each that wasn't answered the next may take twice as long, up to {@link
     * #LONGEST_FIRST_ANSWER}: the path may be long, or this process short of a processor.
     */
    static final Duration FIRST_ANSWER = Duration.ofSeconds(5);

    static final Duration LONGEST_FIRST_ANSWER = Duration.ofSeconds(20);

    /**
     * How long a connection may carry nothing after a poll. Any answer counts, also one to an
     * earlier question. Keepalive finds sooner that a manager is gone; this finds one that lives
     * and answers nobody.
     */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

    private final ServiceName service;
    private final ManagerRoute route;
    private final ManagerChannels channels;
    private final ProcessClock clock;
    private final LookupStatus status;
    private final SerialThread thread;
    private final Consumer<LookupEvent> events;
    private final ClusterCheck cluster;
    private @Nullable ManagerConnection current;

    /** Whether the current one's manager said last that it is behind. */
    private boolean isBehind;

    /** To a manager that is behind, beside the current one. */
    private @Nullable ManagerConnection kept;

    /** Tables of the current one's manager, of which it isn't known whose they are; in order. */
    private final List<LookupEvent.Heard> held = new ArrayList<>();

    /** Rings when the answer of the watch there is should have begun. */
    private ProcessClock.Alarm silence = () -> {};

    /** Rings when something should have come after the newest poll. */
    private ProcessClock.Alarm pollSilence = () -> {};

    private boolean hasWatched;

    /** How long the next watch may go without the beginning of an answer. */
    private Duration patience = FIRST_ANSWER;

    ManagerLink(
            ServiceName service,
            ManagerAddresses managers,
            Lookup.Setting setting,
            LookupStatus status,
            SerialThread thread,
            Consumer<LookupEvent> events) {
        this.service = service;
        this.route =
                new ManagerRoute(service + " lookup", managers, setting.seed(), setting.clock());
        this.channels = setting.channels();
        this.clock = setting.clock();
        this.status = status;
        this.thread = thread;
        this.events = events;
        this.cluster = new ClusterCheck(
                managers.list(setting.cluster()),
                route,
                channels,
                new WhoIs(channels, status.traffic, thread),
                this::judgeHeld);
    }

    /**
     * Watches the next manager that has not refused recently, beside the one watched now if that is
     * behind. A kept one that has caught up meanwhile is the next.
     */
    void watch(LookupEffect.Watch wanted) {
        if (current != null && !isBehind) {
            return;
        }
        silence.cancel();
        abandonKept();
        kept = current;
        leaveCurrent();
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
        ManagerConnection begun = new ManagerConnection(
                manager.get(), channels.open(manager.get(), status.traffic), this);
        current = begun;
        isBehind = false;
        Duration waits = patience;
        silence = after(waits, () -> leaveIfSilent(begun, waits));
        begun.watch(new TableWatch(service, wanted.lsn(), cluster.bound()), wanted.asked());
    }

    private ProcessClock.Alarm after(Duration pause, Runnable task) {
        return clock.alarm(clock.monotonic() + pause.toNanos(), () -> thread.execute(task));
    }

    /** A manager that is stopped or out of reach says nothing, not even that it failed. */
    private void leaveIfSilent(ManagerConnection watched, Duration waited) {
        if (watched.signs() > 0) {
            return;
        }
        Duration longer = waited.multipliedBy(2);
        patience = longer.compareTo(LONGEST_FIRST_ANSWER) < 0 ? longer : LONGEST_FIRST_ANSWER;
        ended(watched, silent("no answer to a watch within " + waited.toSeconds() + " s"));
    }

    private void leaveIfSilentSince(ManagerConnection asked, long signs) {
        if (asked.signs() == signs) {
            String text = "no answer to a poll within " + LONGEST_SILENCE.toSeconds() + " s";
            ended(asked, silent(text));
        }
    }

    private static Status silent(String text) {
        return Status.DEADLINE_EXCEEDED.withDescription("silent: " + text);
    }

    /** Every manager has refused recently: fails in a while, so that the machine watches again. */
    private void disconnectAgain() {
        Runnable again = () -> events.accept(new LookupEvent.Disconnected());
        var unused = after(ManagerRoute.REFUSED_FOR, again);
    }

    /** Asks the manager that is watched; nobody where every manager has refused recently. */
    void poll(LookupEffect.Poll wanted) {
        if (current != null) {
            status.polls.incrementAndGet();
            ManagerConnection asked = current;
            long signs = asked.signs();
            pollSilence.cancel();
            pollSilence = after(LONGEST_SILENCE, () -> leaveIfSilentSince(asked, signs));
            asked.poll(new TableWatch(service, wanted.lsn(), cluster.bound()), wanted.asked());
        }
    }

    void close() {
        silence.cancel();
        pollSilence.cancel();
        cluster.close();
        abandonKept();
        if (current != null) {
            current.abandon();
            leaveCurrent();
        }
    }

    private void leaveCurrent() {
        current = null;
        held.clear();
    }

    private void abandonKept() {
        if (kept != null) {
            kept.abandon();
            kept = null;
        }
    }

    @Override
    public void introduced(ManagerConnection from, Introduction who) {
        thread.execute(() -> {
            Optional<String> stranger = cluster.introduced(from.manager(), who);
            if (stranger.isPresent()) {
                refuse(from, stranger.get());
            } else {
                from.introduced(who);
                judgeHeld(); // a poll's answer may have come first
            }
        });
    }

    @Override
    public void heard(ManagerConnection from, LookupEvent.Heard table, boolean isWatch) {
        thread.execute(() -> {
            boolean behind = table.answer() instanceof TableAnswer.Behind;
            if (from == kept && !behind) {
                stayWith(from);
            }
            if (from == current) {
                isBehind = behind;
                patience = FIRST_ANSWER;
                if (behind) {
                    events.accept(table);
                } else if (isWatch && from.introduction().isEmpty()) {
                    refuse(from, "it has a table, and doesn't say which cluster it belongs to");
                } else {
                    held.add(table);
                    judgeHeld();
                }
            }
        });
    }

    /** Also when what was asked of others is known. */
    private void judgeHeld() {
        ManagerConnection from = current;
        Introduction who = from == null ? null : from.introduction().orElse(null);
        if (from == null || who == null || held.isEmpty()) {
            return;
        }
        switch (cluster.judge(who)) {
            case Verdict.Act act -> {
                abandonKept();
                route.connected(from.manager());
                List<LookupEvent.Heard> tables = List.copyOf(held);
                held.clear();
                tables.forEach(events);
            }
            case Verdict.Wait wait -> {}
            case Verdict.Refuse(String why) -> refuse(from, why);
        }
    }

    /** Leaves the manager alone for a while. */
    private void refuse(ManagerConnection from, String why) {
        leave(from, () -> route.left(from.manager(), why));
    }

    /** With the one that was kept, instead of the current one. */
    private void stayWith(ManagerConnection from) {
        silence.cancel();
        if (current != null) {
            current.abandon();
        }
        held.clear();
        current = from;
        kept = null;
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
        thread.execute(() -> leave(from, () -> route.failed(from.manager(), why)));
    }

    private void leave(ManagerConnection from, Supplier<ManagerRoute.Failure> noted) {
        if (from == current) {
            ManagerRoute.Failure failure = noted.get();
            status.error(failure.text()); // before it is counted: who sees it finds its reason
            status.failures.incrementAndGet();
            if (failure.isRefusal()) {
                status.refusals.incrementAndGet();
            }
            from.abandon();
            held.clear();
            current = kept; // which is behind, or would be the current one
            isBehind = current != null;
            kept = null;
            events.accept(new LookupEvent.Disconnected());
        } else if (from == kept) {
            abandonKept();
        }
    }
}
