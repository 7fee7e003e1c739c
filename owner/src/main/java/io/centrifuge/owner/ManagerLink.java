package io.centrifuge.owner;

import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.protocol.client.ClusterCheck;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerEndpoint;
import io.centrifuge.protocol.client.ManagerRoute;
import io.centrifuge.protocol.client.WhoIs;
import io.centrifuge.protocol.runtime.SerialThread;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's stream to the manager that leads, and until one does, a stream to each that was asked
 * and said that it doesn't: it is asked again when its turn comes, without another handshake, which
 * is what costs when a thousand owners look for a leader. Used on the driver's thread alone; it
 * hands the driver's thread what comes.
 *
 * <p>Invariants: of a stream that was given up, only what a session's numbers protect gets through:
 * neither its end nor its "not leading" touches the stream that replaced it. Of one that is kept
 * nothing does, for the answer to what it says would go to another manager. And of what a leader
 * says only that gets through which the owner may act on, as its cluster's.
 */
final class ManagerLink implements ManagerStream.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

    /**
     * How often a manager is asked by one stream without leading, which takes some forty seconds:
     * then by another, for an address may by now lead to another manager.
     */
    private static final int MOST_ASKED = 60;

    private static final Status SILENT =
            Status.DEADLINE_EXCEEDED.withDescription("silent: no answer to a request");

    private final ManagerRoute route;
    private final ManagerChannels channels;
    private final OwnerStatus status;
    private final SerialThread thread;
    private final Consumer<OwnerEvent> events;
    private final Supplier<OwnerEnd> ends;
    private final ClusterCheck cluster;
    private @Nullable ManagerStream current;

    /** A leader's newest message on the current stream, of which it isn't known whose it is. */
    private Optional<ManagerMessage> held = Optional.empty();

    /** The manager that leads, as the newest that doesn't has said. */
    private Optional<ManagerEndpoint> leader = Optional.empty();

    /** Where one was said to lead, and the stream ended; avoided until a leader speaks. */
    private Optional<ManagerEndpoint> lostLeader = Optional.empty();

    /** To managers that said that they don't lead; none of them is the current one. */
    private final Map<ManagerEndpoint, ManagerStream> kept = new HashMap<>();

    private boolean heardAny;

    /** @param ends one for each stream */
    ManagerLink(
            ManagerRoute route,
            OwnerDriver.Managers managers,
            OwnerStatus status,
            SerialThread thread,
            Consumer<OwnerEvent> events,
            Supplier<OwnerEnd> ends) {
        this.route = route;
        this.channels = managers.channels();
        this.cluster = new ClusterCheck(
                managers.addresses().list(managers.cluster()),
                route,
                channels,
                new WhoIs(channels, status.traffic, thread),
                this::judgeHeld);
        this.status = status;
        this.thread = thread;
        this.events = events;
        this.ends = ends;
    }

    /**
     * Opens a stream if there is none; lost where every manager has refused recently, and while the
     * owner may not act on its cluster.
     */
    void send(OwnerRequest request) {
        if (!cluster.maySpeak()) {
            return;
        }
        if (current == null) {
            current = route.current().map(this::streamTo).orElse(null);
        }
        if (current != null) {
            status.requestsSent.incrementAndGet();
            current.send(request);
        }
    }

    private ManagerStream streamTo(ManagerEndpoint manager) {
        ManagerStream known = kept.remove(manager);
        return known != null
                ? known
                : new ManagerStream(
                        manager,
                        channels.open(manager, status.traffic),
                        ends.get(),
                        cluster::bound,
                        this);
    }

    /** Gives up the stream, if there is one, whose manager says nothing any more. */
    void leaveSilent() {
        if (current != null) {
            ManagerStream silent = current;
            ManagerRoute.Failure failure = route.failed(silent.manager(), SILENT);
            status.error(failure.text());
            giveUpCurrent(silent);
        }
    }

    /** Gives up the stream, if there is one, and goes on to the next manager. */
    private void replace() {
        if (current != null) {
            LOG.debug("giving up the stream to {}", current.manager());
            giveUpCurrent(current);
        }
    }

    /** Goes on to the next manager; the stream, if there is one, is kept for a while. */
    void askNext() {
        if (current == null) {
            return;
        }
        if (current.countAsked() < MOST_ASKED) {
            kept.put(current.manager(), current);
            current = null;
            goOn();
        } else {
            replace();
        }
        kept.values().removeIf(stream -> {
            boolean gone = !route.knows(stream.manager());
            if (gone) {
                stream.abandon();
            }
            return gone;
        });
    }

    /** Gives up every stream. */
    void abandon() {
        replace();
        abandonKept();
        cluster.close();
    }

    private void abandonKept() {
        kept.values().forEach(ManagerStream::abandon);
        kept.clear();
    }

    /** Whether any manager ever answered. */
    boolean hasHeard() {
        return heardAny;
    }

    /** Ends the stream once all has gone out; returns it, if there is one, to be waited for. */
    @Nullable
    ManagerStream finish() {
        abandonKept();
        cluster.close();
        ManagerStream last = current;
        current = null;
        if (last != null) {
            last.finish();
        }
        return last;
    }

    @Override
    public void introduced(ManagerStream from, Introduction who) {
        thread.execute(() -> {
            Optional<String> stranger = cluster.introduced(from.manager(), who);
            if (stranger.isPresent()) {
                refuse(from, stranger.get());
            } else {
                from.introduced(who);
            }
        });
    }

    @Override
    public void heard(ManagerStream from, ManagerFrame frame) {
        thread.execute(() -> {
            heardAny = true;
            Received<ManagerMessage, OwnerFrame> received = from.read(frame);
            if (from == current) {
                received.answer().ifPresent(from::send);
            }
            received.message().ifPresent(message -> hear(from, message));
            status.messagesHeard.incrementAndGet();
        });
    }

    @SuppressWarnings("ReferenceEquality") // one stream has replaced another to the same manager
    private void hear(ManagerStream from, ManagerMessage message) {
        boolean leads = !(message instanceof ManagerMessage.NotLeading);
        boolean isKept = kept.get(from.manager()) == from;
        if (!leads) {
            if (from == current) {
                leader = from.introduction()
                        .flatMap(who -> cluster.leader(from.manager(), who))
                        .filter(told -> !lostLeader.equals(Optional.of(told)));
                events.accept(new OwnerEvent.Heard(message));
            }
        } else if (!isKept) {
            judge(from, message);
        }
    }

    private void judge(ManagerStream from, ManagerMessage message) {
        if (from.introduction().isEmpty()) {
            refuse(from, "it leads, and doesn't say which cluster it belongs to");
            return;
        }
        switch (cluster.judge(from.introduction().get())) {
            case Verdict.Act act -> {
                if (from == current) {
                    held = Optional.empty();
                    lostLeader = Optional.empty();
                    route.connected(from.manager());
                    abandonKept();
                }
                events.accept(new OwnerEvent.Heard(message));
            }
            case Verdict.Wait wait -> held = from == current ? Optional.of(message) : held;
            case Verdict.Refuse(String why) -> refuse(from, why);
        }
    }

    /** What was asked of others is known. */
    private void judgeHeld() {
        ManagerStream stream = current;
        if (stream != null && held.isPresent()) {
            judge(stream, held.get());
        }
    }

    /** Leaves the manager alone for a while. */
    private void refuse(ManagerStream from, String why) {
        leave(from, () -> route.left(from.manager(), why));
    }

    @Override
    public void malformed(ManagerStream from, MalformedMessageException message) {
        String text = "manager %s sent what breaks the protocol: %s"
                .formatted(from.manager(), message.getMessage());
        status.error(text);
        LOG.warn("{}; dropped", text);
    }

    @Override
    public void ended(ManagerStream stream, Status why) {
        thread.execute(() -> leave(stream, () -> route.failed(stream.manager(), why)));
    }

    private void leave(ManagerStream stream, Supplier<ManagerRoute.Failure> noted) {
        if (stream == current) {
            ManagerRoute.Failure failure = noted.get();
            status.error(failure.text());
            if (failure.isRefusal()) {
                status.refusals.incrementAndGet();
            }
            giveUpCurrent(stream);
            events.accept(new OwnerEvent.Disconnected());
        } else if (kept.remove(stream.manager(), stream)) {
            stream.abandon();
        }
    }

    private void giveUpCurrent(ManagerStream stream) {
        stream.abandon();
        status.reconnects.incrementAndGet();
        current = null;
        lostLeader = Optional.of(stream.manager());
        held = Optional.empty();
        goOn();
    }

    /** To the manager that leads, if that is known, else to the next. */
    private void goOn() {
        route.next();
        leader.ifPresent(route::goTo);
        leader = Optional.empty();
    }
}
