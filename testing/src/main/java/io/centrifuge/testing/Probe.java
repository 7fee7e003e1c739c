package io.centrifuge.testing;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;

/** Sends a message to a manager and back, over a connection of its own. One thread. */
final class Probe implements AutoCloseable {
    private final ManagedChannel channel;
    private final HealthGrpc.HealthBlockingStub stub;

    Probe(ManagerAddress manager) {
        channel = ManagerChannels.onLoopback().open(manager);
        stub = HealthGrpc.newBlockingStub(channel);
    }

    void roundTrip() {
        var unused = stub.check(HealthCheckRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
