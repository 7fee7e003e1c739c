package io.centrifuge.system;

import io.centrifuge.manager.StoreServer;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TransportSecurity;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MemberCodec;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;
import io.grpc.ManagedChannel;

import java.nio.file.Path;
import java.util.Optional;

/** A member of the store in a process of its own. */
public final class StoreProcess {
    private StoreProcess() {}

    /**
     * Runs until its parent is gone.
     *
     * @param arguments the folder of its data, the host, the port, its id, its port for the others
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[2]);
        RatisStoreConfig config = RatisStoreConfig.member(
                Path.of(arguments[0]),
                new StoreMember(arguments[3], arguments[1], Integer.parseInt(arguments[4]), true),
                ServerSecurity.INSECURE);
        StoreServer server = StoreServer.start(
                arguments[1], port, ServerSecurity.INSECURE, new RatisStore(config));
        var unused = server.halted().thenAccept(halt -> Commands.tell("halted " + halt));
        ManagedChannel self = ManagerChannels.of(new TransportSecurity.Insecure())
                .open(new ManagerAddress(arguments[1], port));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end"));
        Commands.tell("listening");
        Commands.serve(words -> answer(self, words[0]));
    }

    private static String answer(ManagedChannel self, String question) throws Exception {
        Optional<MemberStatus.Membership> membership = MemberCodec.decode(
                        StoreServiceGrpc.newBlockingStub(self)
                                .describe(Wire.DescribeRequest.getDefaultInstance()))
                .membership();
        return switch (question) {
            case "leader" -> membership.flatMap(MemberStatus.Membership::leader).orElse("nobody");
            case "applied" ->
                String.valueOf(membership.map(MemberStatus.Membership::applied).orElse(0L));
            default -> throw new IllegalArgumentException(question);
        };
    }
}
