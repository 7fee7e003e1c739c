package io.centrifuge.protocol.client;

import io.centrifuge.KeyHash;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which managers a client's list stands for: those in it; or, if it is a single name, all that the
 * name resolves to now, as in Kubernetes' headless services. Any thread may call; never blocks, for
 * names are resolved on threads of their own.
 *
 * <p>Invariant: they are in an order that is this client's alone, whatever order they were given or
 * found in. Two of them stand in the same order for as long as both are known.
 */
final class ManagerDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerDirectory.class);

    private final ManagerAddresses given;
    private final Comparator<ManagerEndpoint> order;
    private final Resolver resolver;
    private final AtomicBoolean resolving = new AtomicBoolean();
    private final CompletableFuture<Void> resolved = new CompletableFuture<>();

    /** Begins as what was given, which a connection can resolve to one of its addresses. */
    private volatile List<ManagerEndpoint> known;

    /** How a name is resolved; may block. */
    @FunctionalInterface
    interface Resolver {
        List<InetAddress> all(String host) throws UnknownHostException;
    }

    ManagerDirectory(ManagerAddresses given, long seed, Resolver resolver) {
        this.given = given;
        this.order = Comparator.comparingLong(manager -> KeyHash.of(seed + " " + manager));
        this.resolver = resolver;
        if (!given.isOneName()) {
            resolved.complete(null);
        }
        this.known = given.all().stream().map(ManagerEndpoint::of).sorted(order).toList();
    }

    /** Done once it is known what the name resolves to, or that it doesn't; at once without one. */
    CompletableFuture<Void> resolved() {
        return resolved;
    }

    /** At least one. */
    List<ManagerEndpoint> known() {
        return known;
    }

    /** Has the name resolved again, if it is one; what is known changes a little later. */
    void refresh() {
        if (given.isOneName() && resolving.compareAndSet(false, true)) {
            Thread.ofVirtual().name("centrifuge-manager-names").start(this::resolve);
        }
    }

    private void resolve() {
        ManagerAddress name = given.all().getFirst();
        try {
            List<ManagerEndpoint> found = resolver.all(name.host()).stream()
                    .distinct()
                    .map(address -> new ManagerEndpoint(name, Optional.of(address)))
                    .sorted(order)
                    .toList();
            if (!found.isEmpty()) {
                known = found;
            }
        } catch (UnknownHostException unknown) {
            LOG.debug("{} doesn't resolve now; what it last resolved to stays known", name.host());
        } finally {
            resolved.complete(null);
            resolving.set(false);
        }
    }
}
