package io.centrifuge.testing;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;

import java.time.Duration;
import java.util.List;

/**
 * Gives a {@link TestManager} the orders that an operator has commands for. Each returns once the
 * order is committed and the manager is quiet; what it makes owners do takes time of the clocks.
 * One thread uses it, the one that uses the manager.
 *
 * <p>Each throws {@link IllegalStateException} if the manager refuses the order, with the words
 * that the operator would read.
 */
public final class Administrator {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final TestManager manager;
    private final ServiceName service;

    Administrator(TestManager manager, String service) {
        this.manager = manager;
        this.service = new ServiceName(service);
    }

    /** {@code centrifuge drain}: the owner's ranges go to others, until it is started again. */
    public void drain(String owner) {
        give(client -> client.drain(new DrainOrder(service, new OwnerId(owner))));
    }

    /** {@code centrifuge drain --cordon}: nothing is planned for an owner with this id. */
    public void cordon(String owner) {
        cordon(Cordon.of(new OwnerId(owner)), false);
    }

    /**
     * {@code centrifuge drain --cordon --address}: nothing is planned for any owner there.
     *
     * @param address host:port, or a host alone for all of its ports
     */
    public void cordonAddress(String address) {
        cordon(Cordon.at(address), false);
    }

    /** {@code centrifuge undrain}: ends {@link #drain} and {@link #cordon}. */
    public void undrain(String owner) {
        give(client -> client.undrain(new UndrainOrder(service, new OwnerId(owner))));
    }

    /** {@code centrifuge undrain --address}: ends {@link #cordonAddress}. */
    public void undrainAddress(String address) {
        cordon(Cordon.at(address), true);
    }

    /**
     * {@code centrifuge evict}: the process that has this id now never joins again, and its ranges
     * go to others once it has let go, or its leases are over. Another process may join under the
     * id.
     */
    public void evict(String owner) {
        OwnerId id = new OwnerId(owner);
        give(client -> client.evict(new EvictOrder(service, current(client, id))));
    }

    /** {@code centrifuge let-in}: an owner that is kept out as one that flaps is planned for. */
    public void letIn(String owner) {
        give(client -> client.letIn(new LetInOrder(service, new OwnerId(owner))));
    }

    /** {@code centrifuge service remove}: ends the service, which must have no owners. */
    public void removeService() {
        give(client -> client.remove(service));
    }

    private OwnerRef current(ManagerClient client, OwnerId id) throws AdminException {
        return client.owners(service).owners().stream()
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .map(OwnersReport.OwnerStatus::owner)
                .filter(ref -> ref.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "service %s has no owner \"%s\" now".formatted(service, id)));
    }

    private void cordon(Cordon cordon, boolean lifted) {
        give(client -> client.cordon(new CordonOrder(service, cordon, lifted)));
    }

    private void give(Order order) {
        ManagerAddresses managers = new ManagerAddresses(List.of(manager.address()));
        ManagerChannels connections = ManagerChannels.onLoopback();
        try (ManagerClient client = new ManagerClient(managers, connections, LONGEST_WAIT)) {
            order.give(client);
        } catch (AdminException refused) {
            throw new IllegalStateException(refused.getMessage(), refused);
        }
        manager.settle();
    }

    @FunctionalInterface
    private interface Order {
        void give(ManagerClient client) throws AdminException;
    }
}
