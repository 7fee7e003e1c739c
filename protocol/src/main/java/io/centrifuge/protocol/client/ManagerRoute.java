package io.centrifuge.protocol.client;

import io.centrifuge.ProcessClock;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.security.TlsFailure;
import io.grpc.Status;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which manager a client tries: one after the other in an order of its own, so that clients that
 * lose one manager don't all go to the same other, leaving alone for a while those that refused it
 * for a reason that doesn't pass by itself, such as another protocol version. Not safe for use by
 * several threads.
 */
public final class ManagerRoute {
    /** How long a manager that refused is left alone. */
    public static final Duration REFUSED_FOR = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ManagerRoute.class);

    private final String client;
    private final ManagerDirectory directory;
    private final ProcessClock clock;

    /** Which of them said last what counts, until it was lost. */
    private Optional<ManagerEndpoint> connected = Optional.empty();

    /** Whether it was logged that there is none. */
    private boolean saidLost;

    /** Where it stands: the number of the one to talk to, modulo how many there are now. */
    private int at;

    /** Whether the managers' name was ever resolved. */
    private boolean asked;

    /** Where others said that the leader is; tried ahead of all. */
    private Optional<ManagerEndpoint> told = Optional.empty();

    private final Map<ManagerEndpoint, Refusal> refusals = new HashMap<>();

    private record Refusal(String text, long until) {}

    /**
     * Why a call to a manager ended.
     *
     * @param text for people
     * @param isRefusal whether it would be refused again if it were tried at once
     */
    public record Failure(String text, boolean isRefusal) {}

    /**
     * @param client its name in the log
     * @param seed of the order in which managers are tried: drawn at random, it spreads many
     *     clients evenly, at the start and whenever they go on
     */
    public ManagerRoute(String client, ManagerAddresses managers, long seed, ProcessClock clock) {
        this(client, managers, seed, clock, host -> List.of(InetAddress.getAllByName(host)));
    }

    ManagerRoute(
            String client,
            ManagerAddresses managers,
            long seed,
            ProcessClock clock,
            ManagerDirectory.Resolver resolver) {
        this.client = client;
        this.directory = new ManagerDirectory(managers, seed, resolver);
        this.clock = clock;
    }

    /**
     * The one to talk to now: the first from where it stands that hasn't refused recently; empty if
     * all have. Never blocks: a name is resolved meanwhile.
     */
    public Optional<ManagerEndpoint> current() {
        List<ManagerEndpoint> managers = directory.known();
        if (!asked) {
            asked = true;
            directory.refresh();
        }
        if (told.isPresent() && !hasRefused(told.get())) {
            return told;
        }
        for (int i = 0; i < managers.size(); i++) {
            ManagerEndpoint manager = managers.get(Math.floorMod(at, managers.size()));
            if (!hasRefused(manager)) {
                return Optional.of(manager);
            }
            next();
        }
        return Optional.empty();
    }

    private boolean hasRefused(ManagerEndpoint manager) {
        Refusal refusal = refusals.get(manager);
        return refusal != null && clock.monotonic() - refusal.until() < 0;
    }

    /** By which it leaves managers alone. */
    ProcessClock clock() {
        return clock;
    }

    /** Done once the managers' name was resolved for the first time, if there is one. */
    CompletableFuture<Void> resolved() {
        return directory.resolved();
    }

    /** All managers that there are now, at least one. */
    public List<ManagerEndpoint> known() {
        return directory.known();
    }

    /** Whether it is one of them still: a name may lead to others by now. */
    public boolean knows(ManagerEndpoint manager) {
        return directory.known().contains(manager) || told.equals(Optional.of(manager));
    }

    /** Goes to this one, which leads, as another said; it need not be one of those known. */
    public void goTo(ManagerEndpoint leader) {
        told = Optional.of(leader);
    }

    /** Goes on to the next, the first coming after the last; a name is then resolved again. */
    public void next() {
        if (told.isPresent()) {
            told = Optional.empty();
            return;
        }
        at++;
        if (Math.floorMod(at, directory.known().size()) == 0) {
            directory.refresh();
        }
    }

    /** Notes, and logs once, that the manager has said what counts. */
    public void connected(ManagerEndpoint manager) {
        if (!connected.equals(Optional.of(manager))) {
            connected = Optional.of(manager);
            saidLost = false;
            LOG.info("{}: connected to manager {}", client, manager);
        }
    }

    /**
     * Notes that a call to {@code manager} ended; logs a refusal, though not the same one twice,
     * and anything else once, until a manager has said what counts.
     */
    public Failure failed(ManagerEndpoint manager, Status why) {
        String text = "manager %s: %s".formatted(manager, CallFailure.reason(why));
        boolean isRefusal = TlsFailure.text(why.getCause()).isPresent() || isRefusal(why.getCode());
        if (isRefusal) {
            if (isNew(manager, text)) {
                LOG.error(
                        "{}: refused by {}; tried again each {}",
                        client,
                        text,
                        DurationText.of(REFUSED_FOR));
            }
        } else if (saidLost) {
            LOG.debug("{}: the call ended, {}", client, text);
        } else {
            saidLost = true;
            LOG.warn(
                    "{}: {}, others are tried: {}",
                    client,
                    connected.isPresent() ? "lost its manager" : "no manager yet",
                    text);
        }
        connected = Optional.empty();
        return new Failure(text, isRefusal);
    }

    /**
     * Notes that the client itself can't go on with {@code manager}; logs it, though not the same
     * twice.
     */
    public Failure left(ManagerEndpoint manager, String why) {
        String text = "manager %s: %s".formatted(manager, why);
        if (isNew(manager, text)) {
            LOG.error(
                    "{}: left alone: {}; tried again each {}",
                    client,
                    text,
                    DurationText.of(REFUSED_FOR));
        }
        connected = Optional.empty();
        return new Failure(text, true);
    }

    /** Leaves it alone for a while; tells whether that is for another reason than before. */
    private boolean isNew(ManagerEndpoint manager, String text) {
        Refusal refusal = new Refusal(text, clock.monotonic() + REFUSED_FOR.toNanos());
        refusals.keySet().removeIf(known -> !knows(known)); // names may lead to ever new ones
        Refusal before = refusals.put(manager, refusal);
        return before == null || !before.text().equals(text);
    }

    private static boolean isRefusal(Status.Code code) {
        return switch (code) {
            case FAILED_PRECONDITION,
                    INVALID_ARGUMENT,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    UNIMPLEMENTED -> true;
            default -> false;
        };
    }
}
