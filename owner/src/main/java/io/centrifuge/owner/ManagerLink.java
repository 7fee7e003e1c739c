package io.centrifuge.owner;

import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerRoute;
import io.centrifuge.protocol.runtime.SerialThread;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.grpc.Status;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's one stream, to one manager of the group after the other until one leads. Used on the
 * driver's thread alone; it hands the driver's thread what comes.
 *
 * <p>Invariant: of a stream that was given up, only what a session's numbers protect gets through:
 * neither its end nor its "not leading" touches the stream that replaced it.
 */
final class ManagerLink implements ManagerStream.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

    private final ManagerRoute route;
    private final ManagerChannels channels;
    private final OwnerStatus status;
    private final SerialThread thread;
    private final Consumer<OwnerEvent> events;
    private final Supplier<OwnerEnd> ends;
    private @Nullable ManagerStream current;
    private boolean heardAny;

    /** @param ends one for each stream */
    ManagerLink(
            ManagerRoute route,
            ManagerChannels channels,
            OwnerStatus status,
            SerialThread thread,
            Consumer<OwnerEvent> events,
            Supplier<OwnerEnd> ends) {
        this.route = route;
        this.channels = channels;
        this.status = status;
        this.thread = thread;
        this.events = events;
        this.ends = ends;
    }

    /** Opens a stream if there is none; lost where every manager has refused recently. */
    void send(OwnerRequest request) {
        if (current == null) {
            current = route.current()
                    .map(manager -> new ManagerStream(
                            manager, channels.open(manager, status.traffic), ends.get(), this))
                    .orElse(null);
        }
        if (current != null) {
            status.requestsSent.incrementAndGet();
            current.send(request);
        }
    }

    /** Gives up the stream, if there is one, and goes on to the next manager. */
    void replace() {
        if (current != null) {
            LOG.debug("giving up the stream to {}", current.manager());
            current.abandon();
            leaveCurrent();
        }
    }

    /** Whether any manager ever answered. */
    boolean hasHeard() {
        return heardAny;
    }

    /** Ends the stream once all has gone out; returns it, if there is one, to be waited for. */
    @Nullable
    ManagerStream finish() {
        ManagerStream last = current;
        current = null;
        if (last != null) {
            last.finish();
        }
        return last;
    }

    @Override
    public void heard(ManagerStream from, ManagerFrame frame) {
        thread.execute(() -> {
            heardAny = true;
            Received<ManagerMessage, OwnerFrame> received = from.read(frame);
            if (from == current) {
                received.answer().ifPresent(from::send);
            }
            received.message()
                    .filter(message ->
                            from == current || !(message instanceof ManagerMessage.NotLeading))
                    .ifPresent(message -> events.accept(new OwnerEvent.Heard(message)));
            status.messagesHeard.incrementAndGet();
        });
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
        thread.execute(() -> {
            if (stream == current) {
                ManagerRoute.Failure failure = route.failed(stream.manager(), why);
                status.error(failure.text());
                if (failure.isRefusal()) {
                    status.refusals.incrementAndGet();
                }
                stream.abandon();
                leaveCurrent();
                events.accept(new OwnerEvent.Disconnected());
            }
        });
    }

    private void leaveCurrent() {
        status.reconnects.incrementAndGet();
        current = null;
        route.next();
    }
}
