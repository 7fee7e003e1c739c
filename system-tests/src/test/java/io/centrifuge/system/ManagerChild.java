package io.centrifuge.system;

import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.protocol.AdminCodec;
import io.centrifuge.protocol.MalformedMessageException;
import io.centrifuge.protocol.ManagerAddress;
import io.centrifuge.protocol.ManagerChannels;
import io.centrifuge.protocol.ManagerStatus;
import io.centrifuge.protocol.StatusCodec;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.ManagedChannel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.function.Function;

/** The test's side of a {@link ManagerProcess}; on the same port and data in all its lives. */
final class ManagerChild implements AutoCloseable {
    private final Path folder;
    private final LeaseTerms terms;
    private final int port;
    private ChildProcess process;

    /** Starts it, and waits until it leads. */
    ManagerChild(Path folder, LeaseTerms terms) {
        this.folder = folder;
        this.terms = terms;
        this.port = freePort();
        start();
        awaitLeading();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void kill() {
        process.kill();
    }

    /** Starts it on its data; returns when it listens. */
    void start() {
        process = ChildProcess.start(
                ManagerProcess.class,
                folder,
                folder.resolve("data").toString(),
                Integer.toString(port),
                ManagerProcess.argument(terms));
        process.await("listening");
    }

    void awaitLeading() {
        Eventually.that(
                "the manager leads",
                process::errors,
                () -> Boolean.parseBoolean(process.ask("leading")));
    }

    ManagerStatus status() {
        return call(stub -> {
            Wire.StatusReply reply = stub.status(Wire.StatusRequest.getDefaultInstance());
            try {
                return StatusCodec.decode(reply);
            } catch (MalformedMessageException malformed) {
                throw new AssertionError(malformed);
            }
        });
    }

    LeaseTable table(String service) {
        return call(stub -> {
            Wire.TableReply reply =
                    stub.table(AdminCodec.encodeTableRequest(new ServiceName(service)));
            try {
                return AdminCodec.decode(reply);
            } catch (MalformedMessageException malformed) {
                throw new AssertionError(malformed);
            }
        });
    }

    private <T> T call(Function<AdminServiceGrpc.AdminServiceBlockingStub, T> call) {
        ManagedChannel channel = ManagerChannels.open(new ManagerAddress("127.0.0.1", port));
        try {
            return call.apply(AdminServiceGrpc.newBlockingStub(channel));
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
